"""The filled forms: annexes 1 to 4."""

from dataclasses import dataclass
from datetime import date

from documents.facts.base import LetterFacts


@dataclass(frozen=True, kw_only=True)
class ApplicationFormFacts(LetterFacts):
    """Annex 1 of Xinjiang's text. A blank form has only the region; option fields hold the option's own words."""

    region_name: str = ""
    person_name: str = ""
    id_number: str = ""
    sex: str = ""
    age: str = ""
    ethnicity: str = ""
    insured_place: str = ""
    disabled_months: str = ""
    rehabilitated: bool | None = None
    rehabilitation_months: str = ""
    first_application: bool | None = None
    phone: str = ""
    reason: str = ""
    service_kind: str = ""
    insurance_kinds: tuple[str, ...] = ()
    insurance_other: str = ""
    education: str = ""
    living: str = ""
    address: str = ""
    carers: tuple[str, ...] = ()
    carer_other: str = ""
    applicant_name: str = ""
    applicant_relation: str = ""
    applicant_phone: str = ""
    applicant_id_number: str = ""
    applicant_address: str = ""
    signed_on: date | None = None
    office_notes: str = ""

    @property
    def other_insurance(self) -> bool:
        """Whether the box 其他 among the kinds of insurance is ticked."""
        return bool(self.insurance_other) or "其他" in self.insurance_kinds

    @property
    def other_carer(self) -> bool:
        """Whether the box 其他 among the carers is ticked."""
        return bool(self.carer_other) or "其他" in self.carers


@dataclass(frozen=True, kw_only=True)
class PowerOfAttorneyFacts(LetterFacts):
    """委托授权书, annex 2 of Xinjiang's text; the words of the form are given there. Blank where nothing is known."""

    region_name: str = ""
    insurer: str = ""
    person_name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    agent_name: str = ""
    agent_id_number: str = ""
    agent_phone: str = ""
    agent_address: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SelfAnswer:
    """One item of the self-assessment: the form's words for the three columns, and which one was chosen."""

    name: str
    options: tuple[str, ...]
    chosen: int = -1


@dataclass(frozen=True, kw_only=True)
class SelfAssessmentFacts(LetterFacts):
    """自评表, annex 3 of Xinjiang's text and table B of the national standard."""

    region_name: str = ""
    person_name: str = ""
    id_number: str = ""
    answers: tuple[SelfAnswer, ...] = ()
    grade: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class UndertakingFacts(LetterFacts):
    """承诺书, annex 4 of Xinjiang's text; the words of the form are given there."""

    region_name: str = ""
    person_name: str = ""
    agent_name: str = ""
    signed_on: date | None = None
