"""The person (guardian, agent) confirms the care plan; where the region says so the benefit begins with it. C2, C3.

新疆第十六条; 宁夏第十九条; 黑龙江第十六条.
"""

from typing import Any

import documents
from accounts.posts import Post
from care import letters, permissions
from care.acts import planning
from care.acts.settling import settle
from care.models import CarePlan
from care.papers import filed
from care.rules.plan_limits import Planned
from care.rules.terms import DAY
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _drafted(ctx: Context) -> None:
    if not ctx.case.plans.filter(state=CarePlan.State.DRAFT).exists():
        raise Refusal(Code.WRONG_STATE, "没有等待确认的护理服务计划。", ctx.article)


def _signed(ctx: Context, *, signed: bool = True, means: str = "", **_: Any) -> None:
    if means not in CarePlan.Means.values:
        raise Refusal(Code.INVALID_INPUT, "请选择确认方式：手机签名或者纸质签字。", ctx.article, {"means": "必选"})
    if means == CarePlan.Means.PHONE and ctx.seat.post != Post.APPLICANT:
        raise Refusal(
            Code.NOT_PERMITTED, "手机签名只能由本人、监护人或者代理人办理；代为登记的请用纸质签字。", ctx.article
        )
    if not signed:
        line = ctx.rule("care.plan.confirmed_by_person")
        raise Refusal(
            Code.MISSING_EVIDENCE,
            "护理服务计划须由本人、监护人或者代理人签名确认。",
            line.citation,
            {"signed": "须签名"},
        )
    _still_within_limits(ctx)


def _still_within_limits(ctx: Context) -> None:
    """Since the draft the catalogue, the standard or a consent may have changed; so may the provider or the mode."""
    plan, accepted = ctx.case.plans.get(state=CarePlan.State.DRAFT), planning.serving(ctx)
    if (plan.provider_id, plan.mode) != (accepted.provider_id, accepted.mode):
        raise Refusal(Code.WRONG_STATE, "形成计划之后服务机构或者方式已经变更，请重新形成计划。", ctx.article)
    day = max(plan.effective_from, ctx.today)
    rows = [
        Planned(row.code, tuple(row.weekdays), row.minutes, row.performer, row.name, row.price_fen)
        for row in plan.items.all()
    ]
    held = planning.ground(ctx.case, plan.mode, accepted.variant, day)
    planning.refuse_faults(planning.faults(ctx.case, rows, held, day), ctx.article)


@act(
    "care.confirm_plan",
    label="确认护理服务计划",
    model="care.Benefit",
    posts=permissions.confirming,
    law=_drafted,
    check=_signed,
    cites="care.plan.confirmed_by_person",
    issues=("care_plan",),
)
def confirm_plan(ctx: Context, *, means: str, name: str = "", signed: bool = True, signature_file: Any = None) -> None:
    """`name`: who signed; the version before ends on the day before this one begins."""
    case, plan = ctx.case, ctx.case.plans.get(state=CarePlan.State.DRAFT)
    plan.effective_from = max(plan.effective_from, ctx.today)
    _end_before(case, plan)
    plan.state, plan.confirmed_on, plan.confirmed_means = CarePlan.State.CONFIRMED, ctx.today, means
    plan.confirmed_by_name = name.strip() or case.application.applicant_name or case.person.name
    code = "plan_signature" if case.belongs_to(ctx.by) else "signed_plan"
    plan.signature = filed(case, signature_file, code, ctx.by, ctx.now)
    plan.save()
    ctx.noted |= {"plan": plan.number}
    facts = letters.care_plan(ctx, plan)
    ctx.letters.append(documents.issue(letter="care_plan", case=case, facts=facts, by=ctx.by, now=ctx.now))
    case.confirm_plan(settle(ctx))


def _end_before(case: Any, plan: CarePlan) -> None:
    """What would have begun on the same day or later never comes into force."""
    held = case.plans.filter(state=CarePlan.State.CONFIRMED)
    held.filter(effective_from__gte=plan.effective_from).update(state=CarePlan.State.REPLACED)
    running = held.filter(effective_from__lt=plan.effective_from).exclude(effective_until__lt=plan.effective_from)
    running.update(effective_until=plan.effective_from - DAY)
