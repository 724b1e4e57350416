"""Organisations and places as letters name them."""

from typing import Any

from accounts.models import Area, Organisation
from documents import facts


def office(organisation: Organisation) -> facts.Office:
    return facts.Office(
        code=organisation.code,
        name=organisation.name,
        number_word=organisation.number_word,
        address=organisation.address,
        phone=organisation.phone,
        nhsa_code=organisation.nhsa_code,
    )


def area_name(code: str) -> str:
    return str(Area.objects.filter(code=code).values_list("name", flat=True).first() or code)


def place(case: Any) -> str:
    """The name of the area where the case lies; mostly its agency's own, which was read with the case."""
    area = case.agency.area
    return str(area.name) if area is not None and area.pk == case.area_code else area_name(case.area_code)
