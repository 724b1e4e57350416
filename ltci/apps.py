"""The project as an app: binds every process to the Celery application."""

from importlib import import_module

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Loaded before the chapters, so that their shared tasks find the broker in every process."""

    name = "ltci"
    verbose_name = "长期护理保险经办系统"

    def ready(self) -> None:
        """Make the Celery application the current one."""
        import_module("ltci.celery")
