"""The Celery application: worker and beat start here, tasks live in each app's tasks.py."""

from celery import Celery

# No default for DJANGO_SETTINGS_MODULE: a forgotten variable must not run a real installation as a demonstration.
app = Celery("ltci")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
