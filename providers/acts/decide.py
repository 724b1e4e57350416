"""The result by the panel's votes: qualified, or not with reasons and advice; failing again bars. D3, D4."""

from datetime import date
from typing import Any

import documents
from providers import letters, permissions, queries
from providers.acts.filing import file
from providers.permissions import of_kind
from providers.rules.panel import passes
from providers.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _reviewed(ctx: Context) -> None:
    article = ctx.rule(ctx.case.key("review_forms")).citation
    members = queries.panel_of(ctx.case)
    if not members:
        raise Refusal(Code.PANEL_INVALID, "还没有成立审核小组。", article)
    if queries.next_part(ctx.case):
        left = [member.user.name for member in members if member.vote is None]
        told = f"审核还没有完成，还没有评议的成员：{'、'.join(left)}。"
        raise Refusal(Code.NOT_CONFIRMED, told, article)


def outcome(ctx: Context) -> bool:
    return passes([bool(member.vote) for member in queries.panel_of(ctx.case)])


def _said(ctx: Context, *, reasons: str = "", advice: str = "", **_: Any) -> None:
    if outcome(ctx):
        return
    article = ctx.rule(ctx.case.key("rectification")).citation
    for name, text, label in (("reasons", reasons, "理由"), ("advice", advice, "整改建议")):
        if not text.strip():
            raise Refusal(Code.INVALID_INPUT, f"审核不合格的，须告知{label}。", article, {name: "必填"})


@act(
    "providers.decide",
    label="确定审核结果",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_reviewed,
    check=_said,
    cites=of_kind("review"),
    issues=("designation_result", "filing_letter"),
)
def decide(ctx: Context, *, reasons: str = "", advice: str = "") -> None:
    """The votes decide; the officer adds the reasons and the advice of a failure."""
    case = ctx.case
    passed, again = outcome(ctx), case.state == State.RECTIFYING
    case.decided_at = ctx.now
    case.reasons, case.advice = ("", "") if passed else (reasons.strip(), advice.strip())
    deadlines.meet(matter=case.matter, kind="designation_review", on=ctx.today)
    until = None if passed else _after_failure(ctx, again)
    case.barred_until = until if again and not passed else None
    case.decide(State.PASSED if passed else (State.BARRED if again else State.FAILED))
    facts = letters.result(ctx, until)
    ctx.letters.append(documents.issue(letter="designation_result", case=case, facts=facts, by=ctx.by, now=ctx.now))
    ctx.noted["passed"] = passed
    if ctx.rule(case.key("result_filed")).value:
        words = "合格" if passed else "不合格"
        file(ctx, "result", f"{case.get_kind_display()}审核结果：{words}", case.key("result_filed"))


def _after_failure(ctx: Context, again: bool) -> date:
    """Three months for another review; after that has failed, a year without application."""
    case = ctx.case
    kind = "reapplication_bar" if again else "rectification"
    limit = deadlines.start(case=case, kind=kind, on=ctx.today, line=ctx.rule(case.key(kind)), now=ctx.now)
    if not again and case.kind == "provider":
        papers = ctx.rule("providers.provider.rectification_papers")
        if papers.value is not None:
            deadlines.start(case=case, kind="designation_supplement", on=ctx.today, line=papers, now=ctx.now)
    return limit.due_on
