from providers.models.agreement import Agreement
from providers.models.engagement import Engagement
from providers.models.roster import StaffMember

__all__ = ["Agreement", "Engagement", "StaffMember"]
