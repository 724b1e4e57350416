"""What choosing, dispatching and changing share: modes that the region has, providers that may be asked. C1."""

from datetime import date

from accounts.models import Organisation
from accounts.posts import Kind
from care import queries
from care.models import Benefit, Mode, Placement
from policy.words import shown
from providers.queries import agreement_between
from workflow import deadlines
from workflow.acts import Context
from workflow.refusal import Code, Refusal

ANSWER = "dispatch_answer"


def mode_provided(ctx: Context, mode: str) -> None:
    line = ctx.rule("care.modes")
    if mode not in line.value:
        told = f"本地规定没有这种护理服务方式，请选择：{shown(line)}。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, line.citation, {"mode": "本地没有"})


def may_be_asked(ctx: Context, provider: Organisation | None, mode: str) -> None:
    """A provider with an agreement in force today, in its own area, with hands enough. 新疆第十五条; 天津通知（四）."""
    if provider is None or provider.kind != Kind.PROVIDER:
        raise Refusal(Code.INVALID_INPUT, "请选择一家定点长护服务机构。", ctx.article, {"provider": "必选"})
    agreement = agreement_between(ctx.case.agency_id, provider.pk, ctx.today)
    if agreement is None:
        raise Refusal(
            Code.NO_AGREEMENT,
            f"{provider.name}今日没有与本经办机构履行中的服务协议，请选择其他机构。",
            ctx.rule("providers.provider.designated_by").citation,
            {"provider": "没有有效协议"},
        )
    if agreement.modes and mode not in agreement.modes and mode != Mode.FAMILY:
        told = f"{provider.name}的服务协议不包括{Mode(mode).label}，请选择其他机构或者方式。"
        line = ctx.rule("providers.provider.designated_by")
        raise Refusal(Code.NO_AGREEMENT, told, line.citation, {"provider": "协议不包括这种方式"})
    if mode == Mode.HOME:
        _hands_enough(ctx, provider)


def _hands_enough(ctx: Context, provider: Organisation) -> None:
    """Where the region says how many persons a carer may have, the next one must still fit."""
    line = ctx.rule("care.staffing.clients_per_carer_max")
    if line.value is None:
        return
    _, carers = queries.clients_per_carer([provider.pk], ctx.today)[provider.pk]
    homes = queries.promised(provider.pk, ctx.today)
    if homes + 1 > carers * line.value:
        raise Refusal(
            Code.NOT_QUALIFIED,
            f"{provider.name}有居家护理人员{carers}人、居家服务对象{homes}人，每人最多照护{line.value}人，不能再派单。",
            line.citation,
            {"provider": "护理人员不足"},
        )


def offer(ctx: Context, placement: Placement) -> None:
    """Ask the provider; it answers within the region's time."""
    placement.state, placement.offered_at = Placement.State.OFFERED, ctx.now
    placement.offered_by_id = ctx.by.user_id
    placement.save()
    line = ctx.rule("care.dispatch_answer")
    if line.value is not None:
        deadlines.void(matter=ctx.case.matter, on=ctx.today, kinds=(ANSWER,))
        limit = deadlines.start(
            case=ctx.case, kind=ANSWER, on=ctx.today, line=line, owner_post="provider_manager", now=ctx.now
        )
        limit.owner_organisation_id = placement.provider_id
        limit.save(update_fields=["owner_organisation_id"])
    ctx.noted |= {"provider": placement.provider.name, "mode": placement.mode}


def serves_from(ctx: Context, placement: Placement) -> date:
    """A new mode with a new provider begins together with the mode; everything else on the day of acceptance."""
    from care.rules.terms import first_day

    if placement.kind != Placement.Kind.MODE:
        return ctx.today
    day = first_day(ctx.rule("care.mode_change_from").value, placement.chosen_on)
    return max(day, ctx.today)


def withdraw_open(case: Benefit) -> None:
    """A new choice takes the place of one that nobody has answered yet."""
    case.placements.open().update(state=Placement.State.WITHDRAWN)


def kind_of(case: Benefit, mode: str, accepted: Placement | None) -> str:
    if accepted is None:
        return Placement.Kind.FIRST
    return Placement.Kind.MODE if mode != accepted.mode else Placement.Kind.PROVIDER
