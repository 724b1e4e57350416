"""Search in the register: one box, one indexed query."""

from accounts.actors import Actor
from accounts.identity import normalise
from enrolment.models import Person
from enrolment.models.person import PersonQuerySet


def search(actor: Actor, text: str) -> PersonQuerySet:
    """People whom the actor may see: by whole identity number, whole phone number, or beginning of the name.

    What holds a digit is a number, since no name does; a passport has as few of them as a phone, so both are asked.
    """
    seen = Person.objects.visible_to(actor)
    text = text.strip()
    if not text or not text.isprintable():
        return seen.none()
    if any(sign.isdigit() for sign in text):
        found = seen.with_id_number(normalise(text)) | seen.with_phone(text)
    else:
        found = seen.named(text)
    return found.order_by("name", "id")
