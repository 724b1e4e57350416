from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "care"
    verbose_name = "护理服务与待遇"

    def ready(self) -> None:
        """Register acts, reactions and letters; nothing starts on standards that nobody could compute with."""
        import care.acts
        import care.checks  # noqa: F401
        from care.clients import Served
        from care.models import Benefit
        from care.papers import CarePapers
        from care.permissions import letters_seen, may_see_letter
        from documents import access, paper_access
        from providers import clients

        access.register(Benefit.kind_name(), may_see_letter, letters_seen, whole=True)
        paper_access.register(Benefit.kind_name(), CarePapers())
        clients.register(Served())
