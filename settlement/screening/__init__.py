"""The smart review: three passes over a month for all rules, then a closer look at the few lines that stood out. F2."""

from settlement.screening.running import Scope, screen, trial

__all__ = ["Scope", "screen", "trial"]
