"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书."""

    name = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        """Register the system checks."""
        from documents import checks  # noqa: F401
