"""What the providers' chapter asks of an organisation's clients (`providers.clients`). C9, D8."""

from datetime import date

from accounts.crypto import mask_name
from care.models import BenefitPeriod, Mode


class Served:
    """Each answer is one query."""

    def names(self, organisation_id: int, on: date) -> list[str]:
        rows = BenefitPeriod.objects.covering(on).filter(provider_id=organisation_id)
        names = rows.exclude(benefit__state="ended").order_by("person__spelling").values_list("person__name", flat=True)
        return [mask_name(name) for name in names]

    def severe_at_home(self, organisation_id: int, on: date) -> int:
        rows = BenefitPeriod.objects.covering(on).filter(provider_id=organisation_id, mode=Mode.HOME, state="active")
        return rows.values("benefit_id").distinct().count()
