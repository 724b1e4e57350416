"""Letters on an application, and what they list. 第三章 申请和受理."""

from dataclasses import dataclass
from datetime import date

from documents.facts.base import PersonLetterFacts


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper received: its name and in what form (原件、复印件、电子)."""

    label: str
    form: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptanceFacts(PersonLetterFacts):
    """受理通知书: what was received, when, and until when the applicant hears."""

    applied_on: date
    accepted_on: date
    kind_label: str
    papers: tuple[Paper, ...] = ()
    review_due: date | None = None
    conclusion_due: date | None = None
    provisional: bool = False  # the calendar of a year not announced yet


@dataclass(frozen=True, kw_only=True)
class MissingPaper:
    """One paper to be brought and why; `reason` may be empty."""

    label: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementFacts(PersonLetterFacts):
    """一次性补正告知书: everything that is missing, told once."""

    applied_on: date
    missing: tuple[MissingPaper, ...]
    until: date | None = None
    consequence: str = ""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One ground of refusal: its words, what was found, its article."""

    label: str
    citation: str
    found: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalFacts(PersonLetterFacts):
    """不予受理通知书: each ground with its article."""

    applied_on: date
    refused_on: date
    grounds: tuple[Ground, ...]
    advice: str = ""  # what the person can do next


@dataclass(frozen=True, kw_only=True)
class ReviewResultFacts(PersonLetterFacts):
    """审核结果告知书: the result of the material review within its working days."""

    accepted_on: date
    decided_on: date
    passed: bool
    findings: tuple[str, ...] = ()
    enquiry: str = ""  # what a field enquiry found, when there was one
    next_step: str = ""
