"""What kind of value stands under each key of a scenario: a slip is told with its line before anything is played."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

TRUTH, DAY, TEXT, NUMBER, LIST, MAP, PAPERS = "truth", "day", "text", "number", "list", "map", "papers"
MOMENT, WORDS = "moment", "words"
SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_WORDS = {
    TRUTH: "应为 true 或 false",
    DAY: "应为日期（如 2025-06-01）",
    MOMENT: "应为“日期T时:分”（如 2026-03-05T10:00）",
    TEXT: "应为文字",
    NUMBER: "应为整数",
    LIST: "应为列表（如 [a, b]）",
    WORDS: "应为文字，或者列表（如 [a, b]）",
    MAP: "应为“项: 值”的形式",
    PAPERS: "应为 all、{all_but: [材料]} 或者材料的列表",
}
PERSON: Mapping[str, str] = {
    **dict.fromkeys(("insured", "basic_insurance", "work_injury_nursing_fee", "marked_change_since"), TRUTH),
    **dict.fromkeys(("born", "insured_since", "disabled_since", "treated_since"), DAY),
    **dict.fromkeys(("last_failed_conclusion", "undertaking_breached_on"), DAY),
    "name": TEXT,
}
INPUTS: Mapping[str, str] = {
    **dict.fromkeys(("offsite", "guardian", "identity_checked", "substantive", "doubt_removed"), TRUTH),
    **dict.fromkeys(("reason", "findings", "care_advice", "opinion", "received_by", "proof"), TEXT),
    **dict.fromkeys(("applicant", "channel", "kind", "body", "means", "route", "cause", "guardian_name"), TEXT),
    **dict.fromkeys(("assessors", "members", "evidence", "grounds"), LIST),
    **dict.fromkeys(("self_scale", "scores"), MAP),
    **dict.fromkeys(("who", "post", "ground", "education", "background", "department", "role", "title"), TEXT),
    **dict.fromkeys(("born", "practising_since", "certificate_until", "starts_on"), DAY),
    "certificate": TEXT,
    "labour_contract": TRUTH,
    **dict.fromkeys(("received_on", "due_on", "examined_on"), DAY),
    **dict.fromkeys(("result", "paper"), TEXT),
    "at": MOMENT,
    **dict.fromkeys(("closes_on", "ends_on", "operating_since"), DAY),
    **dict.fromkeys(("without", "modes"), LIST),
    **dict.fromkeys(("passed", "photos", "licensed", "own_unit"), TRUTH),
    **dict.fromkeys(("part", "reasons", "rectification", "performance", "signed_by_name"), TEXT),
    "capacity": NUMBER,
    "level": NUMBER,
    "materials": PAPERS,
    **dict.fromkeys(("signed", "strike"), TRUTH),
    **dict.fromkeys(("mode", "provider", "variant", "advice", "staffing", "finding", "outcome", "name"), TEXT),
    **dict.fromkeys(("carer", "identity", "record", "words", "hospital", "cause"), TEXT),
    **dict.fromkeys(("id_number", "relation", "family_carer", "exam"), TEXT),
    **dict.fromkeys(("trained_from", "trained_until", "until"), DAY),
    "services": LIST,
    "items": WORDS,  # of an examination in words, of a plan, a record or a site check as a list
    **dict.fromkeys(("effective_from", "signed_on", "admitted_on", "discharged_on", "died_on", "on", "last_day"), DAY),
    **dict.fromkeys(("started_at", "ended_at"), MOMENT),
    **dict.fromkeys(("stars", "year", "hours"), NUMBER),
    **dict.fromkeys(("staff", "change", "nhsa_code", "title", "scope", "number", "remarks"), TEXT),
    "ended_on": DAY,
    **dict.fromkeys(("basis", "ratio", "fixed", "base", "deducted"), TEXT),  # sums in quotes, so that no cent is lost
    **dict.fromkeys(("tasks", "weights", "marks"), LIST),
}
EXPECT: Mapping[str, str] = {
    **dict.fromkeys(("letters", "grounds", "journal", "filed", "lacking"), LIST),
    **dict.fromkeys(("due", "deadlines", "public_notice", "fee", "on_day", "agreement"), MAP),
    **dict.fromkeys(("public_list", "staff", "plan", "contract", "evaluation"), MAP),
    **dict.fromkeys(("level", "archive"), NUMBER),
    **dict.fromkeys(("engagement", "benefit", "mode"), TEXT),
    "benefit_from": DAY,
}
MAY_BE_EMPTY = frozenset({DAY, NUMBER})  # `null`: not known, not yet


def read(kinds: Mapping[str, str], key: str, value: Any) -> Any:
    """The value as the key takes it (a day in quotes becomes a day); ValueError says in words what it should be."""
    kind = kinds.get(key)
    if kind is None or (value is None and kind in MAY_BE_EMPTY):
        return value
    if kind == DAY:
        return _day(value)
    if kind == MOMENT:
        return _moment(value)
    if not _fits(kind, value):
        raise ValueError(f"{IN_WORDS[kind]}，现为 {value}")
    return value


def days_of(rows: Mapping[str, Any]) -> dict[str, Any]:
    """The days under `due`, each a day or null."""
    return {kind: None if value is None else _day(value) for kind, value in rows.items()}


def _day(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{IN_WORDS[DAY]}，现为 {value}") from None
    if type(value) is not date:
        raise ValueError(f"{IN_WORDS[DAY]}，现为 {value}")
    return value


def _moment(value: Any) -> datetime:
    """A moment in China; a text without a zone means local time."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, datetime):
        raise ValueError(f"{IN_WORDS[MOMENT]}，现为 {value}")
    return found.replace(tzinfo=SHANGHAI)


def _fits(kind: str, value: Any) -> bool:
    if kind == TRUTH:
        return isinstance(value, bool)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == WORDS:
        return isinstance(value, str | list)
    if kind == PAPERS:
        return value == "all" or isinstance(value, list) or (isinstance(value, dict) and _all_but(value))
    return isinstance(value, {TEXT: str, LIST: list, MAP: dict}[kind])


def _all_but(value: dict[Any, Any]) -> bool:
    return set(value) == {"all_but"} and isinstance(value["all_but"], list)
