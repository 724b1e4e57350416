"""What the letters of a benefit say: facts out of the case, the policy and the plan."""

from datetime import date
from typing import Any

from applications.letters import office, person_part
from assessment.models import Assessment
from care import queries
from care.models import Benefit, CarePlan, Placement, PlanItem, Suspension
from care.models.benefit_period import BenefitPeriod
from care.rules.standards import Standard
from documents import care_facts
from policy import scales
from providers.models import StaffMember
from workflow import deadlines
from workflow.acts import Context

WEEKDAYS = ("", "周一", "周二", "周三", "周四", "周五", "周六", "周日")
FEN = 100


def _part(ctx: Context, *keys: str) -> dict[str, Any]:
    return person_part(ctx.case, ctx.case.application, [ctx.rule(key).citation for key in keys])


def level_label(benefit: Benefit) -> str:
    return str(scales.current(benefit.policy_on).levels[benefit.level])


def advice_of(benefit: Benefit) -> str:
    """What the experts advised in the conclusion on which the benefit rests."""
    rows = Assessment.objects.filter(matter=benefit.matter, concluded_on__isnull=False)
    last = rows.order_by("-concluded_on", "-created_at").first()
    return last.care_advice if last else ""


def yuan(fen: int) -> str:
    return f"{fen // FEN}.{fen % FEN:02d}"


def care_dispatch(ctx: Context, placement: Placement) -> care_facts.CareDispatchFacts:
    limit = deadlines.find(ctx.case.matter, "dispatch_answer")
    application = ctx.case.application
    return care_facts.CareDispatchFacts(
        **_part(ctx, "care.dispatch_by_agency", "care.modes"),
        provider=office(placement.provider),
        kind_label=placement.get_kind_display(),
        mode_label=placement.get_mode_display(),
        variant=placement.variant,
        level_label=level_label(ctx.case),
        visit_phone=application.applicant_phone or ctx.case.person.phone,
        benefit_from=ctx.case.starts_on,
        answer_due=limit.due_on if limit else None,
        advice=advice_of(ctx.case),
    )


def care_plan(ctx: Context, plan: CarePlan) -> care_facts.CarePlanFacts:
    case: Benefit = ctx.case
    accepted = queries.last_accepted(case)
    variant = accepted.variant if accepted else ""
    standard, answer = queries.standard_for(case, plan.mode, variant, plan.effective_from)
    return care_facts.CarePlanFacts(
        **_part(ctx, "care.plan.drafter", "care.plan.confirmed_by_person"),
        provider=office(plan.provider),
        version=plan.number,
        mode_label=plan.get_mode_display() + (f"（{variant}）" if variant else ""),
        level_label=level_label(case),
        effective_from=plan.effective_from,
        confirmed_on=plan.confirmed_on or ctx.today,
        confirmed_by=plan.confirmed_by_name,
        confirmed_means=plan.get_confirmed_means_display(),
        rows=tuple(_row(item) for item in plan.items.select_related("item")),
        staffing=plan.staffing,
        advice=plan.advice or advice_of(case),
        drafted_by=plan.drafted_by.name,
        drafter_office=case.handler.name if case.handler else "",
        revision_reason=plan.reason,
        limits=limit_words(standard),
        standard_missing=answer.missing,
    )


def limit_words(standard: Standard | None) -> tuple[str, ...]:
    """What the benefit standard allows, in words; amounts in yuan."""
    if standard is None:
        return ()
    per = {"hour": "每小时", "day": "每天", "month": "每月", "item": "每项"}[standard.per]
    said = []
    if standard.cap_fen is not None:
        said.append(f"{per}最高{yuan(standard.cap_fen)}元")
    if standard.fixed_fen is not None:
        said.append(f"{per}{yuan(standard.fixed_fen)}元")
    if standard.hours_cap is not None:
        said.append(f"每月最多{standard.hours_cap}小时")
    if standard.fund_share is not None:
        said.append(f"基金支付{standard.fund_share}%")
    return tuple(said)


def weekday_words(days: list[int]) -> str:
    """[1, 1, 3] → 周一（2次）、周三."""
    counted = {day: days.count(day) for day in sorted(set(days))}
    return "、".join(WEEKDAYS[day] + (f"（{n}次）" if n > 1 else "") for day, n in counted.items())


def performer_label(performer: str) -> str:
    return str(dict(StaffMember.Kind.choices).get(performer, performer))


def _row(item: PlanItem) -> care_facts.PlanRow:
    return care_facts.PlanRow(
        code=item.code,
        name=item.name,
        weekdays=weekday_words(item.weekdays),
        times_a_week=len(item.weekdays),
        minutes=item.minutes,
        performer=performer_label(item.performer),
        price=yuan(item.price_fen),
        outside=item.item_id is None,
        demo=item.item is not None and item.item.demo,
    )


REMEDIES = {
    True: "完成重新评估且达到待遇享受条件的，自重新评估结论出具的{when}恢复待遇。",
    False: "情形消失后，您可以申请恢复待遇，经审核符合条件的，自审核通过的{when}恢复待遇。",
}
WHEN = {"next_month": "次月起", "next_day": "次日起", "same_day": "当日起"}


def suspension(ctx: Context, row: Suspension) -> care_facts.SuspensionFacts:
    refused = row.cause == BenefitPeriod.Cause.REFUSES_REASSESSMENT
    when = WHEN[ctx.rule("care.resume_from").value]
    return care_facts.SuspensionFacts(
        **_part(ctx, "care.suspension_causes", "care.resume_from"),
        cause_label=row.get_cause_display(),
        finding=row.finding,
        suspended_on=row.suspended_on,
        remedy=REMEDIES[refused].format(when=when),
    )


def resumption(ctx: Context, row: Suspension, back: date) -> care_facts.ResumptionFacts:
    return care_facts.ResumptionFacts(
        **_part(ctx, "care.resume_from"),
        cause_label=row.get_cause_display(),
        finding=row.cleared_finding,
        suspended_on=row.suspended_on,
        cleared_on=row.cleared_on or ctx.today,
        resumes_on=back,
    )
