"""Receive a designation after the first check; the review's limit begins. D2, D3."""

import documents
from providers import letters, permissions, queries
from providers.acts.submit import not_barred
from providers.permissions import of_kind
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal
from workflow.rules.work_calendar import months_after


def long_enough(ctx: Context) -> None:
    """正式运营: 天津（一）, 医保发〔2024〕13号. Three months from 1 March are over on 1 June."""
    case = ctx.case
    line = ctx.rule(case.key("operation_months_min"))
    if line.value is not None and months_after(case.operating_since, line.value) > ctx.today:
        told = f"申请机构须正式运营满 {line.value} 个月，该机构自 {case.operating_since:%Y年%-m月%-d日} 起运营。"
        raise Refusal(Code.GROUND_APPLIES, f"{told}请办理“不予受理”。", line.citation)


def _law(ctx: Context) -> None:
    not_barred(ctx, Code.GROUND_APPLIES)
    long_enough(ctx)
    missing = queries.missing(ctx.case)
    if missing:
        words = "、".join(queries.label_of(code) for code in missing)
        line = ctx.rule(ctx.case.key("supplement_once"))
        raise Refusal(Code.MISSING_MATERIALS, f"申请材料不全，缺少：{words}。请一次性告知申请机构补正。", line.citation)


@act(
    "providers.accept",
    label="受理",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_law,
    cites=of_kind("review"),
    issues=("designation_acceptance",),
)
def accept(ctx: Context) -> None:
    case = ctx.case
    case.accept()
    case.accepted_at = ctx.now
    case.policy_on = ctx.today
    deadlines.meet(matter=case.matter, kind="designation_first_check", on=ctx.today)
    review = begin_review(ctx)
    facts = letters.acceptance(ctx, review)
    ctx.letters.append(documents.issue(letter="designation_acceptance", case=case, facts=facts, by=ctx.by, now=ctx.now))


def begin_review(ctx: Context) -> deadlines.starting.Deadline:
    """The limit of the review: 3 months, in Ningxia 30 working days for bodies and 2 months for providers."""
    line = ctx.rule(ctx.case.key("review"))
    return deadlines.start(
        case=ctx.case, kind="designation_review", on=ctx.today, line=line, owner_post="agreement_officer", now=ctx.now
    )
