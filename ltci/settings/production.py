"""A real installation: everything comes from the environment, and what is missing stops the start.

There is no variable that turns a check off.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from ltci import database
from ltci.settings.base import *  # noqa: F403
from ltci.settings.base import REDIS_URL, VAR

REQUIRED = (
    "LTCI_SECRET_KEY",
    "LTCI_FIELD_KEYS",
    "LTCI_INDEX_KEY",
    "LTCI_ALLOWED_HOSTS",
    "LTCI_PUBLIC_URL",
    "DATABASE_URL",
    "REDIS_URL",
)
_missing = [name for name in REQUIRED if not os.environ.get(name, "").strip()]
if _missing:
    raise ImproperlyConfigured(f"缺少环境变量：{'、'.join(_missing)}。见 docs/operations.md。")

DEBUG = False
SECRET_KEY = os.environ["LTCI_SECRET_KEY"]
LTCI_FIELD_KEYS = os.environ["LTCI_FIELD_KEYS"]
LTCI_INDEX_KEY = os.environ["LTCI_INDEX_KEY"]
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("LTCI_SECRET_KEY 至少 50 个字符。")

ALLOWED_HOSTS = [host.strip() for host in os.environ["LTCI_ALLOWED_HOSTS"].split(",") if host.strip()]
if any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("LTCI_ALLOWED_HOSTS 必须逐个列出域名，不能用 *。")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

DATABASES = {"default": database.from_environment(VAR, pool=True)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
# The load balancer ends TLS and must set this header itself, whatever the client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
