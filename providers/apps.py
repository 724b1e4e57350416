from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = "协议管理"

    def ready(self) -> None:
        """Register the acts (the clock needs them, too), who may see the letters and who opens the files."""
        import providers.acts  # noqa: F401
        from accounts.actors import contracts_are_told_by
        from documents import access, paper_access
        from providers.models import Agreement, Designation
        from providers.papers import DesignationPapers
        from providers.permissions import may_see_letter
        from providers.queries import assistance

        contracts_are_told_by(assistance)
        access.register(Designation.kind_name(), may_see_letter)
        access.register(Agreement.kind_name(), may_see_letter)
        paper_access.register(Designation.kind_name(), DesignationPapers())
