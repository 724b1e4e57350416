"""What the earlier chapters know, laid out as temporary tables for the checks, the rules and the settlement."""

from settlement.reference.of_intake import carers, matters, records, served

__all__ = ["carers", "matters", "records", "served"]
