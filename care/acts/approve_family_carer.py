"""The agency approves a family carer, who then stands on the provider's roster. C5, C9. 天津通知（四）."""

from django.db import IntegrityError, transaction

from accounts.crypto import blind_index
from care import permissions
from care.acts import family
from care.models import FamilyCarer, FamilyCarerEntry
from providers.models import StaffMember
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _may_approve(ctx: Context) -> None:
    entry = family.open_entry(ctx)
    if ctx.case.provider_id != entry.provider_id:
        told = f"{entry.provider.name}已不为这名参保人服务，请退回登记。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article)
    family.allowed(ctx, entry.provider, entry.id_number)


@act(
    "care.approve_family_carer",
    label="审核通过亲情照护人员",
    model="care.Benefit",
    posts=permissions.CHECKER,
    law=_may_approve,
    cites=family.TRAINING,
)
def approve_family_carer(ctx: Context) -> None:
    """A temporary one until the months of training are over; who clocks in is the account of the person's applicant."""
    entry = family.open_entry(ctx)
    ctx.case.approve_family_carer()
    try:
        with transaction.atomic():
            member = _on_roster(ctx, entry)
            tie = FamilyCarer.objects.create(benefit=ctx.case, member=member, relation=entry.relation, since=ctx.today)
    except IntegrityError as problem:
        told = f"{entry.name}已在{entry.provider.name}的名册中，请核对后退回。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article) from problem
    entry.state, entry.tie = FamilyCarerEntry.State.APPROVED, tie
    entry.decided_by_id, entry.decided_at = ctx.by.user_id, ctx.now
    entry.save()
    ctx.noted |= {"name": entry.name, "relation": entry.relation, "provider": entry.provider.name}


def _on_roster(ctx: Context, entry: FamilyCarerEntry) -> StaffMember:
    """The one that stands there already, for another person of the family, or a new one."""
    held = StaffMember.objects.filter(organisation_id=entry.provider_id, kind=StaffMember.Kind.FAMILY)
    known = held.with_id_number(entry.id_number).exclude(state=StaffMember.State.LEFT).first()
    if known is not None:
        return known
    application = ctx.case.application
    mine = bool(application.applicant_id_number) and blind_index(
        application.applicant_id_number, "id_number"
    ) == blind_index(entry.id_number, "id_number")
    member = StaffMember(
        organisation_id=entry.provider_id,
        name=entry.name,
        kind=StaffMember.Kind.FAMILY,
        trained_from=entry.trained_from,
        starts_on=ctx.today,
        user_id=application.applicant_user_id if mine else None,
    )
    member.identify(entry.id_number)
    member.save()
    return member
