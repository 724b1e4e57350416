from providers.models.agreement import Agreement
from providers.models.engagement import Engagement
from providers.models.handler import Bid, HandlerContract, HandlerEvaluation, Tender

__all__ = ["Agreement", "Bid", "Engagement", "HandlerContract", "HandlerEvaluation", "Tender"]
