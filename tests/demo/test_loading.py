"""What a newcomer finds in the demonstration: every state, true lists for today, an honest journal."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.posts import Kind
from applications.models import Application
from assessment.models import Assessment, Fee, Interest, Panel, PublicNotice
from documents.models import Letter
from enrolment.models import Person
from ltci.demo_data import regions
from ltci.demo_data.loading import Report
from policy import rule
from providers.models import Agreement, Engagement
from tests.demo.conftest import NOW
from workflow import acts, calendar, journal
from workflow.flow import edges
from workflow.models import Deadline, JournalEntry, Notification

# Without the mark the tables would be missing when this module is run alone.
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
AREAS = [row.area for row in regions.read().regions]


def reachable(model: type) -> set[str]:
    """States to which some act leads."""
    chapter = model._meta.app_label  # type: ignore[attr-defined]
    return {edge.target for edge in edges(model) if f"{chapter}.{edge.verb}" in acts.registry}


def test_there_is_an_application_in_every_state(loaded: Report) -> None:
    assert set(loaded.applications) == reachable(Application) | {"draft"}


def test_there_is_an_assessment_in_every_state(loaded: Report) -> None:
    # The conclusion of a review supersedes the first one; no act of the first does.
    assert set(loaded.assessments) == reachable(Assessment) | {"assigned", "superseded"}


def test_there_is_a_deadline_in_every_state(loaded: Report) -> None:
    assert set(Deadline.objects.values_list("state", flat=True)) == set(Deadline.State.values)


@pytest.mark.parametrize("days", [0, 1])
def test_material_reviews_end_today_and_tomorrow(loaded: Report, days: int) -> None:
    ending = Deadline.objects.filter(state="running", due_on=TODAY + timedelta(days=days))
    assert "material_review" in ending.values_list("kind", flat=True)


def test_delivery_is_due_today_in_every_area(loaded: Report) -> None:
    due = Deadline.objects.filter(kind="conclusion_delivery", state="running", due_on=TODAY)
    assert set(due.values_list("area_code", flat=True)) == set(AREAS)


@pytest.mark.parametrize("kind", ["material_review", "conclusion_delivery", "committee_opinion"])
def test_what_is_overdue_has_passed_unmet(loaded: Report, kind: str) -> None:
    overdue = Deadline.objects.filter(kind=kind, state="overdue")
    assert overdue.exists()
    assert not overdue.filter(due_on__gte=TODAY).exists()


def test_nothing_that_has_passed_is_still_running(loaded: Report) -> None:
    assert not Deadline.objects.filter(state="running", due_on__lt=TODAY).exists()


def test_a_notice_is_open_today_in_every_area(loaded: Report) -> None:
    assert set(PublicNotice.objects.showing(TODAY).values_list("area_code", flat=True)) == set(AREAS)


def test_every_area_has_applications_that_wait_for_acceptance(loaded: Report) -> None:
    assert set(Application.objects.filter(state="submitted").values_list("area_code", flat=True)) == set(AREAS)


def test_one_refusal_of_every_area_has_several_grounds(loaded: Report) -> None:
    several = [case.area_code for case in Application.objects.filter(state="refused") if len(case.grounds) > 1]
    assert sorted(several) == sorted(AREAS)


def test_an_expert_has_declared_kinship(loaded: Report) -> None:
    declared = JournalEntry.objects.get(act="assessment.declare_interest")
    assert (declared.area_code, declared.post) == ("659001", "expert")
    assert Interest.objects.get().user_id == declared.actor_id


def test_the_register_shows_every_standing_and_reminds_of_the_term_that_ends(loaded: Report) -> None:
    assert set(Engagement.objects.values_list("state", flat=True)) == {"in_force", "proposed", "returned"}
    assert Notification.objects.filter(subject__startswith="providers.engagement").exists()


def test_fees_and_callups_are_shown_at_their_stages(loaded: Report) -> None:
    assert {"due", "prepaid", "refunded"} <= set(Fee.objects.values_list("state", flat=True))
    called = Assessment.objects.exclude(reassess_because="")
    assert called.filter(refused_on=None).exists() and called.exclude(refused_on=None).exists()


def test_a_third_expert_is_awaited(loaded: Report) -> None:
    waiting = [
        case
        for case in Assessment.objects.filter(state="proposed")
        if sorted(case.opinions.filter(round=case.proposal_round).values_list("agrees", flat=True)) == [False, True]
    ]
    assert len(waiting) == 2


def test_panels_of_the_committee_vote_and_have_voted(loaded: Report) -> None:
    panels = Panel.objects.filter(assessment__area_code="650100")
    assert sorted((row.outcome, row.members.filter(voted_at__isnull=True).count()) for row in panels) == [
        ("", 2), ("majority", 0),
    ]  # fmt: skip


def test_a_conclusion_was_changed_after_its_proposal_had_fallen(loaded: Report) -> None:
    assert Assessment.objects.filter(state="proposed", proposal_round=2).exists()


def test_extensions_are_granted_where_the_rules_provide_for_them(loaded: Report) -> None:
    extended = set(Deadline.objects.filter(extension_days__gt=0).values_list("area_code", flat=True))
    assert extended == {"650100", "659001"}


def test_both_routes_are_taken_where_the_rules_provide_for_them(loaded: Report) -> None:
    for area in AREAS:
        allowed = set(rule("assessment.routes", area=area, on=TODAY).value)
        assert set(Assessment.objects.filter(area_code=area).values_list("route", flat=True)) == allowed


def test_delivered_conclusions_begin_a_benefit_or_none(loaded: Report) -> None:
    delivered = Assessment.objects.filter(state="delivered")
    assert delivered.filter(benefit_from__gt=NOW - timedelta(days=150)).exists()
    assert delivered.filter(benefit_from=None, level__lt=3).exists()


def test_every_chain_of_the_journal_holds_and_runs_with_time(loaded: Report) -> None:
    assert list(journal.verify()) == []
    for area in AREAS:
        moments = list(JournalEntry.objects.filter(area_code=area).order_by("seq").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_people_act_in_office_hours_of_working_days(loaded: Report) -> None:
    hours = {row.area: (row.opens, row.closes) for row in regions.read().regions}
    days = calendar.current()
    for entry in JournalEntry.objects.exclude(actor_id=None):
        moment = timezone.localtime(entry.at)
        opens, closes = hours[entry.area_code]
        assert days.is_working(moment.date()), entry.at
        assert opens <= moment.hour < closes, entry.at


def test_every_matter_lies_within_the_past_half_year(loaded: Report) -> None:
    # Organisations apply, sign and are evaluated over more than a year.
    people = JournalEntry.objects.exclude(act__startswith="providers.")
    oldest = people.order_by("at").values_list("at", flat=True)[0]
    assert timedelta(days=130) < NOW - oldest < timedelta(days=185)


def test_letters_wait_for_their_first_opening(loaded: Report) -> None:
    assert Letter.objects.count() > 200
    assert not Letter.objects.exclude(sha256="").exists()


def test_bodies_without_agreement_are_shown_too(loaded: Report) -> None:
    states = set(Agreement.objects.filter(organisation__kind=Kind.BODY).values_list("state", flat=True))
    assert states == {"active", "expired", "suspended"}


def test_a_second_load_does_nothing_where_data_exist(loaded: Report, settings: pytest.FixtureDef) -> None:
    settings.LTCI_DEMONSTRATION = True  # type: ignore[attr-defined]
    before = JournalEntry.objects.count(), Person.objects.count()
    call_command("demo_data", "--if-empty")
    assert (JournalEntry.objects.count(), Person.objects.count()) == before
    with pytest.raises(CommandError, match="空的数据库"):
        call_command("demo_data")


@pytest.mark.parametrize("command", ["demo_data", "demo_accounts"])
def test_published_passwords_stay_in_the_demonstration(command: str) -> None:
    with pytest.raises(CommandError, match="演示环境"):
        call_command(command)
