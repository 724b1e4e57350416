"""Search in the register: one box, one indexed query."""

import unicodedata

from accounts.actors import Actor
from accounts.identity import normalise
from enrolment.models import Person
from enrolment.models.person import PersonQuerySet

# Who finds more types another letter; what is cut off costs nothing to count or to sort.
MOST = 500


def search(actor: Actor, text: str) -> PersonQuerySet:
    """People whom the actor may see: by whole identity number, whole phone number, or beginning of the name.

    What holds a digit is a number, since no name does; a passport has as few of them as a phone, so both are asked.
    Names are found by their characters, their pinyin or its initials; of each the first MOST, in alphabetical order.
    """
    seen = Person.objects.visible_to(actor)
    text = unicodedata.normalize("NFKC", text).strip()
    if not text or not text.isprintable():
        return seen.none()
    if any(sign.isdigit() for sign in text):
        found = seen.with_id_number(normalise(text)) | seen.with_phone(text)
    else:
        found = _named(seen, text)
    return found.alphabetical()


def _named(seen: PersonQuerySet, text: str) -> PersonQuerySet:
    if not text.isascii():
        return seen.filter(pk__in=seen.named(text).order_by("name", "id").values("pk")[:MOST])
    typed = "".join(text.lower().split())
    found = seen.spelled(typed).alphabetical().values("pk")[:MOST]
    # One letter begins the pinyin wherever it begins the initials.
    if len(typed) > 1:
        found = found.union(seen.with_initials(typed).alphabetical().values("pk")[:MOST])
    return seen.filter(pk__in=found)
