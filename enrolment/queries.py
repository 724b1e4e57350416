"""Search in the register: one box, one indexed query."""

import re

from accounts.actors import Actor
from accounts.identity import normalise
from enrolment.models import Person
from enrolment.models.person import PersonQuerySet

PHONE = re.compile(r"^[\d\-+]{7,15}$")


def search(actor: Actor, text: str) -> PersonQuerySet:
    """People whom the actor may see: by whole identity number, whole phone number, or beginning of the name."""
    seen = Person.objects.visible_to(actor)
    text = text.strip()
    if not text:
        return seen.none()
    number = normalise(text)
    if len(number) >= 15 and number[:6].isdigit():
        return seen.with_id_number(number)
    if PHONE.match(text):
        return seen.with_phone(text)
    return seen.named(text).order_by("name", "id")
