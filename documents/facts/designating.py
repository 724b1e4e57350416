"""Facts of the letters to organisations: designation, agreements, filings."""

from dataclasses import dataclass
from datetime import date

from documents.facts.base import LetterFacts, Office


@dataclass(frozen=True, kw_only=True)
class LabelledLine:
    """One row of a letter's table: what, and its value in words."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts(LetterFacts):
    """A letter to an organisation about its designation: an opening, a table, a list, what follows."""

    organisation: Office
    opening: str
    lines: tuple[LabelledLine, ...] = ()
    list_title: str = ""
    listed: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DesignationNoticeFacts(LetterFacts):
    """定点公示: who is to be designated, from when until when, and how to object."""

    organisation: Office
    kind_label: str
    scope: str
    opens_on: date
    closes_on: date
    period_label: str
    report_how: str


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One article of an agreement."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementFacts(LetterFacts):
    """服务协议: the two parties, the term, the clauses of the template in its version."""

    organisation: Office
    kind_label: str
    agreement_number: str
    text_version: str
    starts_on: date
    ends_on: date
    signed_on: date
    signed_by_name: str
    agency_signed_by: str
    clauses: tuple[Clause, ...]
    renews: str = ""
