from providers.models.agreement import Agreement
from providers.models.engagement import Engagement
from providers.models.handler import Bid, HandlerContract, HandlerEvaluation, Tender
from providers.models.roster import StaffMember

__all__ = ["Agreement", "Bid", "Engagement", "HandlerContract", "HandlerEvaluation", "StaffMember", "Tender"]
