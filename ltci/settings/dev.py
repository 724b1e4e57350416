"""One machine, embedded services: what bin/demo and bin/manage use."""

import os

from ltci import database
from ltci.embedded import redis
from ltci.settings import secrets
from ltci.settings.base import *  # noqa: F403
from ltci.settings.base import REDIS_URL, STORAGES, VAR

_keys = secrets.of_this_machine(VAR / "keys.json")
SECRET_KEY = _keys["SECRET_KEY"]
LTCI_FIELD_KEYS = _keys["LTCI_FIELD_KEYS"]
LTCI_INDEX_KEY = _keys["LTCI_INDEX_KEY"]

# Newcomers try every post without a phone; LTCI_REQUIRE_TOTP=1 shows the second factor as in a real installation.
LTCI_DEMONSTRATION = True
LTCI_REQUIRE_TOTP = os.environ.get("LTCI_REQUIRE_TOTP") == "1"

LTCI_WEBHOOK_HOSTS, LTCI_WEBHOOK_PLAIN_HTTP = ["localhost", "127.0.0.1"], True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database.from_environment(VAR, pool=True)}

# Compressing every file would double the time of the first start.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

if not REDIS_URL and redis.answers(VAR):
    CELERY_BROKER_URL = f"redis+socket://{redis.socket_path(VAR)}"
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{redis.socket_path(VAR)}?db=1",
        }
    }
elif REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # A command while nothing else runs: nobody would take its tasks from a queue.
    CELERY_TASK_ALWAYS_EAGER = True
