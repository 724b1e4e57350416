from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = "评估申请"

    def ready(self) -> None:
        """Register the acts (the clock needs them, too) and who may see the letters."""
        import applications.acts  # noqa: F401
        from applications.models import Application
        from applications.papers import ApplicationPapers
        from applications.permissions import letters_seen, may_see_letter
        from documents import access, paper_access

        access.register(Application.kind_name(), may_see_letter, letters_seen)
        paper_access.register(Application.kind_name(), ApplicationPapers())
