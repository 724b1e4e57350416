"""Letters on reports, reviews and re-assessments. 第三章 异议、复评、重新评估."""

from dataclasses import dataclass
from datetime import date

from documents.facts.base import LetterFacts, PersonLetterFacts


@dataclass(frozen=True, kw_only=True)
class ReportOutcomeFacts(LetterFacts):
    """反映情况答复书: to the third party who reported; says the outcome, nothing of the person's health."""

    reporter_name: str
    receipt: str
    reported_on: date
    settled_on: date
    masked_person: str
    borne_out: bool
    next_step: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewNoticeFacts(PersonLetterFacts):
    """复评告知书: the conclusion goes to a review; who reported is not named."""

    cause: str
    decided_on: date
    level_label: str = ""
    result_due: date | None = None
    schedule: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReassessmentNoticeFacts(PersonLetterFacts):
    """重新评估通知书: why, which conclusion, until when it holds, what happens if one stays away."""

    cause: str
    called_on: date
    level_label: str
    concluded_on: date
    valid_until: date | None = None
    consequence: str = ""


@dataclass(frozen=True, kw_only=True)
class NonCooperationFacts(PersonLetterFacts):
    """拒不配合重新评估告知书: what was recorded, what follows, how it is mended."""

    called_on: date
    refused_on: date
    valid_until: date | None = None
    consequence: str = ""
    remedy: str = ""
