"""What the acts of family carers share: the region that has them, the provider that serves, what is asked of whom."""

from datetime import date
from typing import Any

from accounts.identity import RESIDENT_CARD, IdentityError, read_identity
from accounts.models import Organisation
from care.models import FamilyCarer, FamilyCarerEntry, Mode, Placement
from policy import rule
from providers.acts.staff import known_of
from workflow.acts import Context
from workflow.refusal import Code, Refusal

TRAINING = "care.family_training_months"


def provided_in(case: Any) -> int | None:
    """The months of practical training where the region of the case has family carers; None elsewhere."""
    modes, months = (rule(key, area=case.area_code, on=case.policy_on).value for key in ("care.modes", TRAINING))
    return months if Mode.FAMILY in modes else None


def provided(ctx: Context) -> int:
    """The months of practical training; refused where the region has no family carers."""
    months = provided_in(ctx.case)
    if months is None:
        told = "本地规定没有亲情照护，不登记亲情照护人员。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, ctx.rule("care.modes").citation)
    return months


def serving(ctx: Context) -> None:
    """The provider that serves the person today trains, enters and answers for family carers."""
    provided(ctx)
    if ctx.case.provider_id is None or ctx.case.provider_id != ctx.seat.organisation_id:
        told = "亲情照护人员由现在为参保人提供服务的机构培训和登记，本机构现在不为其服务。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article)


def open_entry(ctx: Context) -> FamilyCarerEntry:
    provided(ctx)
    found = ctx.case.family_entries.open().select_related("provider").first()
    if found is None:
        raise Refusal(Code.WRONG_STATE, "没有待审核的亲情照护人员。", ctx.article)
    entry: FamilyCarerEntry = found
    if entry.proposed_by_id == ctx.by.user_id:
        raise Refusal(Code.SAME_PERSON, "登记和审核必须由两个人办理。", ctx.article)
    return entry


def identified(ctx: Context, id_number: str) -> str:
    """The number, checked; not the person's own, and of nobody who may not practise."""
    try:
        number = read_identity(id_number.strip(), RESIDENT_CARD, on=ctx.today).number
    except IdentityError as error:
        raise Refusal(Code.INVALID_INPUT, str(error), ctx.article, {"id_number": str(error)}) from None
    if number == ctx.case.person.id_number:
        told = "亲情照护人员不能是参保人本人。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"id_number": told})
    return str(number)


def allowed(ctx: Context, provider: Organisation, number: str) -> None:
    """Nobody who is barred from practising, nobody twice for the same person."""
    if known_of(provider, [number], ctx.today).banned:
        told = "该人员在限制从业期间内，不能登记为亲情照护人员。"
        raise Refusal(Code.NOT_QUALIFIED, told, ctx.article, {"id_number": told})
    for tie in ctx.case.family_carers.on(ctx.today).select_related("member"):
        if tie.member.id_number == number and tie.member.organisation_id == provider.pk:
            told = f"{tie.member.name}已登记为这名参保人的亲情照护人员，不需要重复登记。"
            raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"id_number": told})


def served_since(ctx: Context) -> date | None:
    """The first day on which a provider served the person."""
    accepted = ctx.case.placements.filter(state=Placement.State.ACCEPTED, serves_from__isnull=False)
    found: date | None = accepted.order_by("serves_from").values_list("serves_from", flat=True).first()
    return found


def own_tie(ctx: Context, tie: FamilyCarer | None) -> FamilyCarer:
    """One of the provider's own family carers of this person."""
    if tie is None or tie.benefit_id != ctx.case.pk or tie.member.organisation_id != ctx.seat.organisation_id:
        told = "请选择本机构为这名参保人登记的亲情照护人员。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"family_carer": "必选"})
    return tie
