"""An installation of its own for a test: real web server, worker and broker, at the moment that the test names."""

import os
from datetime import datetime

import time_machine

from ltci import database
from ltci.settings.test import *  # noqa: F403
from ltci.settings.test import VAR

time_machine.travel(datetime.fromisoformat(os.environ["LTCI_TEST_MOMENT"]), tick=True).start()

DATABASES = {"default": database.from_environment(VAR, pool=True)}
CELERY_BROKER_URL = os.environ["REDIS_URL"]
CELERY_TASK_ALWAYS_EAGER = False
