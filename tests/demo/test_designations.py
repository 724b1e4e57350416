"""Designations stand in every state, agreements near their end and ended, handlers evaluated; all by acts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation, User
from ltci.demo_data import designation_stories, regions
from ltci.demo_data.loading import Report
from ltci.demo_data.stories import StoryError
from providers.acts.record_review import PARTS
from providers.models import Agreement, Call, Designation, HandlerContract, HandlerEvaluation, Tender
from providers.states import State
from tests.demo.conftest import NOW
from workflow.models import Deadline, JournalEntry, Notification

# Without the mark the tables would be missing when this module is run alone.
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
AREAS = [row.area for row in regions.read().regions]
# States in which no application can be found, with the reason.
NEVER_FOUND = {"draft": "an application is written within the act that submits it, so nobody leaves a draft behind"}
NINGXIA = "640100"
ROW = {"name": "测试", "area": NINGXIA, "kind": "provider", "start": 9, "until": "accept"}
POSTS = {
    "providers.submit": {"body_manager", "provider_manager"},
    "providers.supplement": {"body_manager", "provider_manager"},
    "providers.rectify": {"body_manager", "provider_manager"},
    "providers.withdraw": {"body_manager", "provider_manager", "clock"},
    "providers.record_review": {"panel_member"},
    "providers.object": {"public"},
    "providers.close_notice": {"clock"},
    "providers.expire_agreement": {"clock"},
}
OFFICER = {"agreement_officer"}


def entries(*rows: Any) -> list[JournalEntry]:
    """What the journal says of these rows, in the order of time."""
    return list(JournalEntry.objects.filter(case_id__in=[str(row.pk) for row in rows]).order_by("seq"))


def applicants() -> set[int]:
    return set(Organisation.objects.filter(code__contains="-N").values_list("pk", flat=True))


def signed() -> Any:
    """Agreements that came of a designation; the others were there before the demonstration began."""
    return Agreement.objects.exclude(designation=None)


def test_there_is_a_designation_in_every_state(loaded: Report) -> None:
    states = set(Designation.objects.values_list("state", flat=True))
    assert states == {state.value for state in State} - set(NEVER_FOUND)


def test_every_area_has_applications_and_bodies_and_providers_apply(loaded: Report) -> None:
    assert set(Designation.objects.values_list("area_code", flat=True)) == set(AREAS)
    assert set(Designation.objects.values_list("kind", flat=True)) == {"body", "provider"}
    assert set(Designation.objects.values_list("organisation", flat=True)) == applicants()


def test_no_state_was_written_past_the_acts(loaded: Report) -> None:
    for case in Designation.objects.all():
        told = [entry for entry in entries(case) if entry.new_state]
        assert told[0].act == "providers.submit", case
        assert told[-1].new_state == case.state, case
    for row in signed():
        made = [entry.act for entry in JournalEntry.objects.filter(matter=row.matter)]
        assert {"providers.sign"} <= set(made), row
        last = [entry for entry in entries(row) if entry.new_state]
        assert (last[-1].new_state if last else "active") == row.state, row


def test_every_entry_was_made_by_the_post_whose_act_it_is(loaded: Report) -> None:
    matters = Designation.objects.values_list("matter", flat=True)
    told = JournalEntry.objects.filter(matter__in=matters)
    assert told.count() > 150
    for entry in told:
        assert entry.post in POSTS.get(entry.act, OFFICER), (entry.act, entry.post)


def test_a_panel_is_voted_on_by_its_members_and_one_still_waits_for_votes(loaded: Report) -> None:
    decided = Designation.objects.filter(state="passed").get()
    voters = {entry.actor_id for entry in entries(decided) if entry.act == "providers.record_review"}
    assert voters == set(decided.panel_now().values_list("user", flat=True)) and len(voters) == 3
    waiting = Designation.objects.filter(state="accepted", area_code="650100").get()
    votes = list(waiting.panel_now().values_list("vote", flat=True))
    assert (votes.count(True), votes.count(None)) == (2, 1)


def test_failures_are_told_with_reasons_and_advice_and_the_second_one_bars(loaded: Report) -> None:
    for case in Designation.objects.filter(state="failed"):
        assert case.reasons and case.advice
    barred = Designation.objects.get(state="barred")
    assert barred.round == 2 and barred.barred_until is not None and barred.barred_until > TODAY


def test_one_notice_waits_for_an_objection_to_be_looked_into_and_one_was_found_groundless(loaded: Report) -> None:
    noticed = Designation.objects.filter(state="on_notice")
    assert all(case.notice_closes_on is not None and case.notice_closes_on >= TODAY for case in noticed)
    assert noticed.filter(objections__settled_at=None, objections__made_at__isnull=False).count() == 1
    assert noticed.filter(objections__borne_out=False).count() == 1


def test_silence_after_the_supplement_notice_ended_an_application_in_ningxia(loaded: Report) -> None:
    case = Designation.objects.get(state="withdrawn", area_code=NINGXIA)
    assert entries(case)[-1].post == "clock"


def test_agreements_are_active_suspended_terminated_and_run_out(loaded: Report) -> None:
    assert set(signed().values_list("state", flat=True)) == {"active", "suspended", "terminated", "expired"}
    assert signed().get(state="terminated").ended_because == "breach"
    assert signed().get(state="suspended").suspended_from is not None


def test_an_agreement_near_its_end_is_on_the_reminders_of_the_officer(loaded: Report) -> None:
    near = signed().filter(state="active", ends_on__range=(TODAY, TODAY + timedelta(days=60)))
    assert {row.area_code for row in near} == {"650100", NINGXIA, "120000"}
    for row in near:
        limit = Deadline.objects.get(kind="agreement_end", case_id=row.pk)
        assert (limit.state, limit.due_on) == ("running", row.ends_on)
        slug = next(region.slug for region in regions.read().regions if region.area == row.area_code)
        officer = Actor.of(User.objects.get(username=f"{slug}_agreement_officer"), TODAY)
        mine = Notification.objects.for_actor(officer).unread()
        assert mine.filter(deadline=limit, kind="due_soon", due_on=row.ends_on).exists()


def test_a_renewed_agreement_follows_the_one_that_ends(loaded: Report) -> None:
    new = signed().exclude(follows=None).get()
    assert new.starts_on == new.follows.ends_on + timedelta(days=1) and new.performance
    assert "providers.renew" in [entry.act for entry in entries(new.follows)]


def test_ningxia_has_a_call_that_is_open_and_one_that_is_closed(loaded: Report) -> None:
    calls = Call.objects.filter(agency__area=NINGXIA)
    assert set(calls.filter(opens_on__lt=TODAY, closes_on__gt=TODAY).values_list("kind", flat=True)) == {
        "body",
        "provider",
    }
    assert calls.filter(closes_on__lt=TODAY).exists()
    for case in Designation.objects.filter(area_code=NINGXIA).select_related("call"):
        assert case.call is not None and case.submitted_at is not None
        assert case.call.opens_on <= timezone.localdate(case.submitted_at) <= case.call.closes_on
    told = JournalEntry.objects.filter(act="providers.open_call")
    assert told.count() == Call.objects.count() and set(told.values_list("post", flat=True)) == OFFICER


def test_handlers_stand_at_every_stage_from_the_tender_to_the_confirmed_evaluation(loaded: Report) -> None:
    assert set(HandlerContract.objects.values_list("state", flat=True)) == {"proposed", "in_force"}
    assert set(Tender.objects.values_list("agency__area", flat=True)) == set(AREAS)
    found = {row.contract.agency.area_id: row for row in HandlerEvaluation.objects.select_related("contract__agency")}
    assert {area: (row.state, row.passed) for area, row in found.items()} == {
        "650100": ("confirmed", True), "659001": ("proposed", True), NINGXIA: ("confirmed", False),
    }  # fmt: skip
    assert 0 < found[NINGXIA].deducted < found[NINGXIA].held


def test_contract_and_evaluation_were_drawn_up_by_the_officer_and_decided_by_the_supervisor(loaded: Report) -> None:
    wanted = {
        "providers.record_tender": (5, "agreement_officer"),
        "providers.propose_contract": (5, "agreement_officer"),
        "providers.approve_contract": (4, "supervisor"),
        "providers.evaluate_handler": (3, "agreement_officer"),
        "providers.confirm_evaluation": (2, "supervisor"),
    }
    for act, (count, post) in wanted.items():
        assert list(JournalEntry.objects.filter(act=act).values_list("post", flat=True)) == [post] * count, act


def test_staff_of_a_handler_assist_with_what_its_contract_lists(loaded: Report) -> None:
    clerk = Actor.of(User.objects.get(username="yinchuan_handler_clerk"), TODAY)
    contract = HandlerContract.objects.get(agency__area=NINGXIA)
    assert [held.tasks for seat in clerk.seats for held in seat.assists] == [frozenset(contract.tasks)]


def test_carers_of_the_new_providers_were_proposed_and_approved(loaded: Report) -> None:
    for row in signed().filter(organisation__kind="provider").select_related("organisation"):
        changes = row.organisation.roster_changes.all()
        assert changes.count() >= 2
        assert {change.state for change in changes} == {"approved"}
        assert all(change.proposed_by_id != change.decided_by_id for change in changes)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({**ROW, "leavs": {}}, "不认识 leavs"),
        ({**ROW, "until": "refuse"}, "通常顺序里没有 refuse"),
        ({**ROW, "then": [[1, "refus"]]}, "没有 refus 这一办理"),
        ({**ROW, "then": [["soon", "refuse"]]}, "看不懂时间"),
    ],
)
def test_a_story_that_cannot_be_read_is_refused(row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StoryError, match=sentence):
        designation_stories._applicant(row, {"accept", *PARTS})
