from providers.models.agreement import Agreement
from providers.models.engagement import Engagement

__all__ = ["Agreement", "Engagement"]
