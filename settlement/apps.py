from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "settlement"
    verbose_name = "费用结算"

    def ready(self) -> None:
        """Register the acts, who may see the letters, and the triggers of tables that Django does not make itself."""
        import settlement.acts  # noqa: F401
        from care import catalogue_use
        from documents import access
        from settlement.models import ClaimBatch
        from settlement.permissions import may_see_letter
        from settlement.queries import claimed_until

        access.register(ClaimBatch.kind_name(), may_see_letter)
        catalogue_use.claims_are_told_by(claimed_until)
