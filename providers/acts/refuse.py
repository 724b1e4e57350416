"""Not received: the organisation does not meet the conditions, with the reason told. D2."""

from collections.abc import Iterator, Sequence
from typing import Any

import documents
from providers import letters, permissions, queries
from providers.acts.accept import long_enough
from providers.permissions import of_kind
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def found(ctx: Context) -> Iterator[str]:
    """Grounds that the machine finds."""
    if queries.bar_on(ctx.case.organisation, ctx.case.area_code, ctx.today) is not None:
        yield "barred"
    try:
        long_enough(ctx)
    except Refusal:
        yield "operation_too_short"


def _grounds(ctx: Context, *, grounds: Sequence[str] = (), **_: Any) -> None:
    for code in grounds:
        if code not in letters.GROUNDS:
            raise Refusal(
                Code.INVALID_INPUT, f"没有“{code}”这种理由，请从清单中选择。", ctx.article, {"grounds": "有误"}
            )
    if not grounds and not list(found(ctx)):
        told = "系统没有查出不符合条件的情形，请选明理由；没有理由的不得拒绝受理。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"grounds": "必选"})


@act(
    "providers.refuse",
    label="不予受理",
    model="providers.Designation",
    posts=permissions.OFFICER,
    check=_grounds,
    cites=of_kind("supplement_once"),
    issues=("designation_refusal",),
)
def refuse(ctx: Context, *, grounds: Sequence[str] = (), reason: str = "") -> None:
    """`grounds`: codes declared by the officer, beside those that the machine finds."""
    case = ctx.case
    case.grounds = list(dict.fromkeys([*found(ctx), *grounds]))
    case.decided_at, ctx.reason = ctx.now, reason.strip()
    articles = [_article(ctx, code) for code in case.grounds]
    ctx.citation = "；".join(dict.fromkeys(articles))
    deadlines.meet(matter=case.matter, kind="designation_first_check", on=ctx.today)
    deadlines.void(matter=case.matter, on=ctx.today)
    case.refuse()
    facts = letters.refusal(ctx, articles, ctx.reason)
    ctx.letters.append(documents.issue(letter="designation_refusal", case=case, facts=facts, by=ctx.by, now=ctx.now))


def _article(ctx: Context, code: str) -> str:
    keys = {
        "operation_too_short": "operation_months_min",
        "barred": "reapplication_bar",
        "conditions_not_met": "conditions",
    }
    return ctx.rule(ctx.case.key(keys.get(code, "supplement_once"))).citation
