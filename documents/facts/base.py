"""What every letter has, and every letter about one person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation as a letter names it; `number_word` opens its letter numbers, e.g. 乌医保."""

    code: str
    name: str
    number_word: str = ""
    address: str = ""
    phone: str = ""
    nhsa_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Objection:
    """How to object: where, how, until when. Where the region's text is silent the letter has none."""

    office_name: str
    how: str = "书面"
    period: str = ""  # in words, e.g. 公示期内
    until: date | None = None
    citation: str = ""
    request: str = "提出复评申请"


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What every letter has: who issues it, for which area, on which articles."""

    issuer: Office
    area_name: str
    heading: str = ""  # where the region's text has its own name for the letter
    citations: tuple[str, ...] = ()
    objection: Objection | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonLetterFacts(LetterFacts):
    """A letter about one person; the ID number arrives masked."""

    person_name: str
    id_number_masked: str = ""
    person_address: str = ""
    addressee_name: str = ""  # the guardian or agent to whom the letter goes
    addressee_relation: str = ""

    @property
    def goes_to_another(self) -> bool:
        """Whether a guardian or agent receives the letter for the person."""
        return self.addressee_name not in ("", self.person_name)
