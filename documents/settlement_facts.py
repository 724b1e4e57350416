"""What the statement of a paid batch of claims says. See `documents.facts`."""

from dataclasses import dataclass
from datetime import date

from documents.facts import LetterFacts, Office


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One row of a statement: how many lines and people, and where the money went; amounts in fen."""

    label: str
    lines: int
    people: int = 0
    claimed_fen: int = 0
    refused_fen: int = 0
    over_cap_fen: int = 0
    own_fen: int = 0
    fund_fen: int = 0
    standard: str = ""
    citation: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementTerm:
    """One thing that a handler's fee was reckoned from, in words."""

    label: str
    said: str


@dataclass(frozen=True, kw_only=True)
class SettlementStatementFacts(LetterFacts):
    """结算单: what was claimed for a month, what is paid and why, by standard, and what was refused by which rule."""

    provider: Office
    kind_label: str
    of_care: bool = True  # else there is no limit and no share of the person
    month: date
    batch_number: int
    total: StatementRow
    rows: tuple[StatementRow, ...] = ()
    terms: tuple[StatementTerm, ...] = ()  # of a handler's fee
    refused: tuple[StatementRow, ...] = ()
    withheld_fen: int = 0
    withheld_share: int = 0
    withheld_citation: str = ""
    offset_fen: int = 0
    paid_fen: int = 0
    payee_holder: str = ""
    payee_bank: str = ""
    payee_last4: str = ""
    not_passed_on: str = ""  # the article; empty where the region says nothing of it
    passed_on: str = ""  # what is refused because it is the person's own
    assumed: bool = False
    first_reviewer: str = ""
    rechecker: str = ""
    payer: str = ""
