from providers.models.agreement import Agreement

__all__ = ["Agreement"]
