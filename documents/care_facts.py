"""What the letters of the care chapter say (第四章); types and rules of freezing as in `documents.facts`."""

from dataclasses import dataclass
from datetime import date

from documents.facts import Office, PersonLetterFacts


@dataclass(frozen=True, kw_only=True)
class CareDispatchFacts(PersonLetterFacts):
    """护理服务派单: to which provider, in which mode, how to reach the person, until when to answer."""

    provider: Office
    kind_label: str
    mode_label: str
    level_label: str
    variant: str = ""
    visit_phone: str = ""
    benefit_from: date | None = None
    answer_due: date | None = None
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One service of a plan: when in the week, how long, by whom; `outside`: not of the catalogue."""

    code: str
    name: str
    weekdays: str
    times_a_week: int
    minutes: int
    performer: str
    price: str
    outside: bool = False
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class CarePlanFacts(PersonLetterFacts):
    """护理服务计划: type, frequency, duration, staffing, as the person confirmed them."""

    provider: Office
    version: int
    mode_label: str
    level_label: str
    effective_from: date
    confirmed_on: date
    confirmed_by: str
    confirmed_means: str
    rows: tuple[PlanRow, ...]
    staffing: str = ""
    advice: str = ""
    drafted_by: str = ""
    drafter_office: str = ""
    revision_reason: str = ""
    limits: tuple[str, ...] = ()
    standard_missing: str = ""


@dataclass(frozen=True, kw_only=True)
class SuspensionFacts(PersonLetterFacts):
    """暂停待遇告知书: from when, why, how it is mended."""

    cause_label: str
    finding: str
    suspended_on: date
    remedy: str


@dataclass(frozen=True, kw_only=True)
class ResumptionFacts(PersonLetterFacts):
    """恢复待遇告知书: what was cleared, from when benefits are paid again."""

    cause_label: str
    finding: str
    suspended_on: date
    cleared_on: date
    resumes_on: date
