"""The stories go on: benefits in every state, a month of services, claims that end in money."""

import pytest
from django.db.models import Count

from care.models import Benefit, CarePlan, HospitalStay, ServiceRecord
from documents.models import Letter
from ltci.demo_data.claims import claimed_month
from ltci.demo_data.loading import Report
from ltci.demo_data.office_hours import OfficeHours
from ltci.presenting import act_label
from providers.models import StaffMember
from settlement.models import ClaimBatch, Payment, Recovery, Voucher
from tests.demo.conftest import NOW
from workflow import calendar
from workflow.models import JournalEntry

# Without the mark the tables would be missing when this module is run alone.
pytestmark = pytest.mark.django_db


def test_benefits_wait_are_drawn_suspended_and_ended(loaded: Report) -> None:
    assert {"pending", "active", "suspended", "ended"} <= set(Benefit.objects.values_list("state", flat=True))


def test_every_benefit_came_by_acts(loaded: Report) -> None:
    opened = JournalEntry.objects.filter(act="care.open_benefit").values_list("matter", flat=True)
    assert set(Benefit.objects.values_list("matter", flat=True)) == set(opened)


def test_a_month_was_served_by_two_carers_of_a_provider_with_a_stay_in_hospital(loaded: Report) -> None:
    month = claimed_month(NOW.date(), OfficeHours(NOW, calendar.current()))
    served = ServiceRecord.objects.filter(served_on__year=month.year, served_on__month=month.month)
    assert served.values("provider").annotate(n=Count("carer", distinct=True)).filter(n__gte=2).exists()
    assert served.values("benefit").annotate(n=Count("pk")).filter(n__gte=10).exists()
    assert HospitalStay.objects.filter(discharged_on__isnull=False).exists()
    assert CarePlan.objects.filter(state="confirmed").exists()


def test_every_entry_of_the_journal_is_told_in_words(loaded: Report) -> None:
    done = set(JournalEntry.objects.values_list("act", flat=True))
    assert {name for name in done if act_label(name) == name} == set()


def test_carers_stand_on_the_roster_by_maker_and_checker_and_sign_in(loaded: Report) -> None:
    rows = StaffMember.objects.all()
    assert rows.filter(kind="carer", user__isnull=False).count() == 20 and rows.filter(kind="nurse").count() == 10


def test_batches_stand_at_every_stage_and_one_is_paid_with_its_statement(loaded: Report) -> None:
    states = set(ClaimBatch.objects.values_list("state", flat=True))
    # None rests in `uploaded`: the clock screens at once.
    assert {"screened", "first_reviewed", "rechecked", "paid", "returned", "void"} == states
    paid = ClaimBatch.objects.get(state="paid")
    assert Payment.objects.get(batch=paid).state == "confirmed"
    assert Letter.objects.filter(case_id=paid.pk, kind="settlement_statement").exists()
    assert len({paid.first_reviewed_by_id, paid.rechecked_by_id, paid.paid_by_id}) == 3


def test_bodies_claim_their_assessments_and_handlers_their_fee(loaded: Report) -> None:
    fees = ClaimBatch.objects.filter(kind="assessment")
    assert fees.filter(line_count__gt=0).exists()
    assert set(fees.values_list("area_code", flat=True)) == {"650100"}
    handling = ClaimBatch.objects.filter(kind="handling")
    assert set(handling.values_list("state", flat=True)) == {"first_reviewed"}
    assert {row.claimed_fen for row in handling} == {43250000, 48000000}


def test_what_was_not_served_is_got_back_and_the_books_balance(loaded: Report) -> None:
    assert Recovery.objects.get().amount_fen > 0
    for row in Voucher.objects.prefetch_related("legs"):
        assert sum(leg.amount_fen for leg in row.legs.all()) == 0


@pytest.mark.parametrize(("day", "month"), [("2026-09-16", "2026-08-01"), ("2026-09-03", "2026-07-01")])
def test_early_in_a_month_the_claims_shown_are_those_of_the_month_before(day: str, month: str) -> None:
    now = NOW.replace(month=int(day[5:7]), day=int(day[8:]))
    calendar.seed(now)
    assert str(claimed_month(now.date(), OfficeHours(now, calendar.current()))) == month
