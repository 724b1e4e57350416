"""What pytest uses: real PostgreSQL, everything else in the process."""

import os
from pathlib import Path

from ltci.settings.base import *  # noqa: F403
from ltci.settings.base import VAR

SECRET_KEY = "test-only-" + "k" * 50
LTCI_FIELD_KEYS = "t2:000102030405060708090a0b0c0d0e0f,t1:101112131415161718191a1b1c1d1e1f"
LTCI_INDEX_KEY = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

# One folder per process; bin/test empties the whole before it begins.
# A server that a test starts, kills and starts again is told to keep one folder.
MEDIA_ROOT = Path(os.environ.get("LTCI_FILES_OF_TESTS", VAR / "files-of-tests" / str(os.getpid())))
LTCI_RECEIVING = MEDIA_ROOT / "receiving"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

LTCI_WEBHOOK_HOSTS, LTCI_WEBHOOK_PLAIN_HTTP = ["127.0.0.1"], True
