"""What dispatch, conclusion and cancellation mean for the fee of an assessment. A18: 乌鲁木齐第二十二条."""

from datetime import date
from decimal import Decimal
from typing import Any

from assessment.models import Assessment, Fee, Objection
from assessment.rules.fees import outcome
from assessment.states import State
from workflow.acts import Context


def charge(ctx: Context, assessment: Assessment) -> None:
    """At dispatch: what the person pays in advance, where the region has such a fee.

    A review that a third party's report brought about was not asked for by the person, who pays nothing in advance.
    """
    line, prepaid = ctx.rule("assessment.fee"), ctx.rule("assessment.fee_prepaid")
    if line.value is None or not prepaid.value or _brought_about_by_others(assessment):
        return
    Fee.objects.create(assessment=assessment, amount=Decimal(line.value), citation=line.citation)


def _brought_about_by_others(assessment: Assessment) -> bool:
    if assessment.kind != Assessment.Kind.REVIEW or assessment.follows is None:
        return False
    return not assessment.follows.objections.filter(kind=Objection.Kind.REQUEST).exists()


def bear(ctx: Context, qualifies: bool) -> Fee | None:
    """At the conclusion: the fund or the person bears the fee; what the fund bears and was prepaid is paid back."""
    fee = Fee.objects.select_for_update().filter(assessment=ctx.case).first()
    if fee is None:
        return None
    case: Assessment = ctx.case
    first = case.follows.level if case.follows is not None else None
    review = case.kind == Assessment.Kind.REVIEW
    found = outcome(review=review, qualifies=qualifies, level=case.level, first_level=first)
    fee.bearer, fee.bearer_on = ctx.rule("assessment.fee_bearer").value[found], ctx.today
    if fee.bearer == Fee.Bearer.FUND:
        fee.state = Fee.State.REFUND_DUE if fee.state == Fee.State.PREPAID else Fee.State.VOID
    elif fee.state == Fee.State.PREPAID:
        fee.state = Fee.State.SETTLED
    fee.save()
    ctx.noted["fee_bearer"] = fee.bearer
    return fee


def fall_away(case: Assessment) -> None:
    """An assessment that was ended or sent back costs nothing: what was prepaid is paid back."""
    fee = Fee.objects.select_for_update().filter(assessment=case).first()
    if fee is not None and case.state == State.CANCELLED:
        fee.state = Fee.State.REFUND_DUE if fee.state == Fee.State.PREPAID else Fee.State.VOID
        fee.save()


def bearer_label(assessment: Assessment) -> str:
    """For letters and pages: who bears the fee, once that is known."""
    fee = Fee.objects.filter(assessment=assessment).first()
    return str(Fee.Bearer(fee.bearer).label) if fee is not None and fee.bearer else ""


def borne_by_fund(first: date, last: date, agencies: Any) -> Any:
    """Fees that the fund bears, by the day on which that was known; the settlement chapter pays them to the bodies."""
    rows = Fee.objects.filter(bearer=Fee.Bearer.FUND, bearer_on__gte=first, bearer_on__lte=last)
    return rows.filter(assessment__agency__in=agencies).select_related("assessment__body").order_by("bearer_on", "pk")
