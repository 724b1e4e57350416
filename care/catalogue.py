"""Fill the catalogue of services with demo items that say what they are; the official list comes by workbook.

See `care.acts.import_catalogue`.
"""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from care.models import ServiceItem

DEMO = Path(__file__).parent / "data" / "demo_catalogue.yaml"


def load_demo(since: date) -> int:
    """Demo items of the national catalogue from `since`, unless items are there already; returns how many came."""
    if ServiceItem.objects.exists():
        return 0
    given: dict[str, Any] = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    rows = [ServiceItem(**row, starts_on=since, demo=True, source=given["source"]) for row in given["items"]]
    return len(ServiceItem.objects.bulk_create(rows))
