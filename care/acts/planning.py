"""What drafting, revising and confirming a care plan share: what a plan is held against. C2, C4, C6."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from care import queries
from care.models import Benefit, CarePlan, PlanItem, ServiceItem
from care.rules.plan_limits import Finding, Ground, Limits, Planned, findings, limits_of
from care.rules.terms import month_after
from policy import rule
from providers.models import StaffMember
from workflow.acts import Context
from workflow.refusal import Code, Refusal

MONTHS_CHECKED = 3
FIELDS = ("code", "weekdays", "minutes", "performer", "name", "price_fen")


def planned(rows: Iterable[Mapping[str, Any]]) -> list[Planned]:
    """Lines as they come from a form, the interface or a scenario; raises `Refusal` for what is no line."""
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(
                Planned(
                    code=str(row.get("code", "")).strip(),
                    weekdays=tuple(sorted(int(day) for day in row.get("weekdays", ()))),
                    minutes=int(row.get("minutes") or 0),
                    performer=str(row.get("performer", "carer")),
                    name=str(row.get("name", "")).strip()[:80],
                    price_fen=int(row.get("price_fen") or 0),
                )
            )
        except (TypeError, ValueError, AttributeError):
            raise Refusal(Code.INVALID_INPUT, f"第{number}行填写有误。", "", {"items": f"第{number}行有误"}) from None
    return found


def ground(benefit: Benefit, mode: str, variant: str, on: date) -> Ground:
    """Catalogue of the day, limits of the standard, the consent on file, the months in which the plan first holds."""
    standard, answer = queries.standard_for(benefit, mode, variant, on)
    line = rule("care.outside_catalogue_consent", area=benefit.area_code, on=benefit.policy_on)
    months, month = [], on.replace(day=1)
    for _ in range(MONTHS_CHECKED):
        months.append(month)
        month = month_after(month)
    return Ground(
        catalogue={code: queries.rule_item(row) for code, row in queries.catalogue(benefit.area_code, on).items()},
        limits=limits_of(standard, answer.citation) if standard else Limits(),
        months=months,
        consent=benefit.consents.in_force(on).exists(),
        consent_required=line.value,
        citation=line.citation,
        labels=dict(StaffMember.Kind.choices),
    )


def consented(benefit: Benefit, on: date) -> frozenset[str]:
    """Names of the services outside the catalogue to which there is a written consent on a day."""
    named = benefit.consents.in_force(on).values_list("services", flat=True)
    return frozenset(name for services in named for name in services)


def faults(benefit: Benefit, rows: Sequence[Planned], held: Ground, on: date) -> list[Finding]:
    """What the rules find, and services outside the catalogue that the consents on file do not name."""
    found = findings(rows, held)
    if held.consent_required and held.consent:
        names = consented(benefit, on)
        found += [
            Finding(
                number,
                Code.OUTSIDE_CATALOGUE_WITHOUT_CONSENT,
                f"“{row.name or row.code}”不在同意书之内。",
                held.citation,
            )
            for number, row in enumerate(rows)
            if row.code not in held.catalogue and row.name not in names
        ]
    return found


def refuse_faults(found: Sequence[Finding], article: str) -> None:
    if not found:
        return
    outside = next((row for row in found if row.code == Code.OUTSIDE_CATALOGUE_WITHOUT_CONSENT), None)
    first = outside or found[0]
    told = "".join(dict.fromkeys(row.sentence for row in found))[:600]
    raise Refusal(first.code, told, first.citation or article, {"items": first.sentence})


def serving(ctx: Context) -> Any:
    """The placement for which a plan is made: the last accepted one."""
    accepted = queries.last_accepted(ctx.case)
    if accepted is None:
        raise Refusal(Code.WRONG_STATE, "还没有机构接单，接单后才能形成护理服务计划。", ctx.article)
    return accepted


def write(
    ctx: Context, rows: Sequence[Planned], *, effective_from: date, advice: str, staffing: str, reason: str = ""
) -> CarePlan:
    """The next version, waiting for the person; a draft that nobody confirmed makes way."""
    case, accepted = ctx.case, serving(ctx)
    case.plans.filter(state=CarePlan.State.DRAFT).update(state=CarePlan.State.REPLACED)
    last = case.plans.order_by("-number").values_list("number", flat=True).first() or 0
    plan = CarePlan.objects.create(
        benefit=case,
        number=last + 1,
        mode=accepted.mode,
        provider=accepted.provider,
        level=case.level,
        advice=advice.strip(),
        staffing=staffing.strip()[:200],
        reason=reason.strip()[:300],
        drafted_by_id=ctx.by.user_id or 0,
        drafted_at=ctx.now,
        effective_from=effective_from,
    )
    items = queries.catalogue(case.area_code, effective_from)
    PlanItem.objects.bulk_create(_line(plan, place, row, items.get(row.code)) for place, row in enumerate(rows, 1))
    ctx.noted |= {"plan": plan.number, "effective_from": str(effective_from)}
    return plan


def _line(plan: CarePlan, place: int, row: Planned, item: ServiceItem | None) -> PlanItem:
    return PlanItem(
        plan=plan,
        position=place,
        item=item,
        code=row.code[:40],
        name=item.name if item else row.name or row.code,
        price_fen=item.price_fen if item else row.price_fen,
        weekdays=list(row.weekdays),
        minutes=row.minutes,
        performer=row.performer,
    )


def checked(ctx: Context, items: Iterable[Mapping[str, Any]], effective_from: date | None) -> list[Planned]:
    """The lines, held against everything that limits them on the day from which they shall hold."""
    accepted, day = serving(ctx), effective_from or ctx.today
    if day < ctx.today:
        raise Refusal(Code.INVALID_INPUT, "计划不能从今天以前生效。", ctx.article, {"effective_from": "早于今天"})
    rows = planned(items)
    held = ground(ctx.case, accepted.mode, accepted.variant, day)
    refuse_faults(faults(ctx.case, rows, held, day), ctx.article)
    return rows
