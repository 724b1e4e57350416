"""The committee's panel: who sits in it, blind votes, the collective opinion, and its pages. A10.

The regions' ways through votes without majority are told day by day in scenarios/a10-panel.yaml.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment
from assessment.models import Interest, Opinion, Panel, PanelMember
from assessment.rules.panel import Candidate, Terms, decided, faults, majority
from documents.issuing import rows_only
from documents.models import Letter
from ltci.worklist import WorkList
from tests.pages.desk import sign_in
from tests.pages.test_act_forms import act_url, sent
from tests.ruling import ruled
from tests.scene import Scene
from workflow import calendar
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A10")]
THREE = ("committee_expert_1", "committee_expert_2", "committee_expert_3")


@pytest.fixture(autouse=True)
def letters_without_print(settings: Any) -> Iterator[None]:
    settings.LTCI_REQUIRE_TOTP = False
    with rows_only():
        yield


@pytest.fixture
def scene() -> Iterator[Scene]:
    found = Scene("URU")
    calendar.seed(found.now)
    found.in_committee()
    for name in (*THREE, "committee_expert_4"):
        found.user(name)
    with time_machine.travel(found.now, tick=False):
        yield found


def form(scene: Scene, *names: str, **inputs: Any) -> None:
    scene.act("assessment.form_panel", "committee_secretary", members=[scene.user(name) for name in names], **inputs)


def code_of(scene: Scene, name: str, by: str, /, **inputs: Any) -> str:
    with pytest.raises(Refusal) as refused:
        scene.act(name, by, **inputs)
    assert refused.value.citation
    return str(refused.value.code)


def matter_page(scene: Scene, name: str) -> str:
    return str(sign_in(scene.user(name)).get(reverse("matter", args=[scene.application.matter])).content.decode())


# Who may sit in it ---------------------------------------------------------------------------------------------------


def who(number: int, **changed: Any) -> Candidate:
    return Candidate(**{"user_id": number, "name": f"专家{number}", "serving": True, **changed})


def test_at_least_two_experts_everywhere_whatever_the_region_says_of_panels() -> None:
    terms = Terms(panel_min=1, experts_min=2, odd=False)

    assert [fault.code for fault in faults([who(1)], terms, decides=False)] == ["panel_invalid"]
    assert [fault.key for fault in faults([who(1)], terms, decides=False)] == ["assessment.confirm.experts_min"]
    assert not list(faults([who(1), who(2)], terms, decides=False))


def test_an_even_panel_only_where_the_region_does_not_ask_for_an_odd_one(scene: Scene) -> None:
    four = [*THREE, "committee_expert_4"]
    members = [scene.user(name) for name in four]
    with ruled("assessment.panel_odd", "650100", True):
        with pytest.raises(Refusal, match="须为单数") as refused:
            scene.act("assessment.form_panel", "committee_secretary", members=members)
        assert (refused.value.code, refused.value.citation) == ("panel_invalid", "测试规则第一条")
    form(scene, *four)

    assert Panel.objects.get().members.count() == 4


def test_a_larger_panel_where_the_region_asks_for_it(scene: Scene) -> None:
    with ruled("assessment.panel_min", "650100", 5):
        members = [scene.user(name) for name in THREE]
        assert code_of(scene, "assessment.form_panel", "committee_secretary", members=members) == "panel_invalid"


def test_an_expert_whose_term_has_ended_cannot_be_named(scene: Scene) -> None:
    yesterday = scene.now.date() - timedelta(days=1)
    Appointment.objects.filter(user=scene.user("committee_expert_3")).update(ends_on=yesterday)
    members = [scene.user(name) for name in THREE]

    assert code_of(scene, "assessment.form_panel", "committee_secretary", members=members) == "panel_invalid"
    assert not Panel.objects.exists()


def test_those_who_took_part_in_the_first_assessment_stay_away_from_its_review() -> None:
    scene = Scene("URU")
    calendar.seed(scene.now)
    first = scene.in_committee()
    form(scene, *THREE)
    for name in THREE:
        scene.act("assessment.vote", name, level=4)
    scene.act("assessment.propose", "committee_secretary")
    scene.act("assessment.publish", "dispatcher")
    scene.act("assessment.request_review", "intake_clerk", reason="等级偏低", written=True)
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])
    assert scene.assessment.kind == "review" and scene.assessment.follows_id == first.pk
    scene.act("assessment.record_visit", "assessor_11", **scene.visit(assessors=["assessor_11", "expert_11"]))
    scene.act("assessment.refer", "body_manager_11")

    again = [scene.user(name) for name in ("committee_expert_3", "committee_expert_4", "committee_expert_5")]
    assert code_of(scene, "assessment.form_panel", "committee_secretary", members=again) == "recusal"
    form(scene, "committee_expert_4", "committee_expert_5", "committee_expert_6")


def test_whom_the_matter_concerns_does_not_judge_it(scene: Scene) -> None:
    scene.stage.person.user = scene.user("committee_expert_1")
    scene.stage.person.save()
    members = [scene.user(name) for name in THREE]

    assert code_of(scene, "assessment.form_panel", "committee_secretary", members=members) == "recusal"


def test_a_member_who_declares_an_interest_does_not_vote_and_is_replaced_for_a_reason(scene: Scene) -> None:
    form(scene, *THREE)
    scene.act("assessment.vote", "committee_expert_1", level=4)
    user = scene.user("committee_expert_2")
    Interest.objects.create(
        user=user, person=scene.stage.person, relation="侄子", declared_at=scene.now, declared_by=user
    )
    assert code_of(scene, "assessment.vote", "committee_expert_2", level=4) == "recusal"
    others = [scene.user(name) for name in ("committee_expert_1", "committee_expert_3", "committee_expert_4")]
    assert code_of(scene, "assessment.form_panel", "committee_secretary", members=others) == "invalid_input"

    form(scene, "committee_expert_1", "committee_expert_3", "committee_expert_4", reason="二号专家回避")

    assert [panel.outcome for panel in Panel.objects.all()] == ["replaced", ""]
    assert PanelMember.objects.filter(panel__number=2, voted_at__isnull=False).count() == 0
    assert code_of(scene, "assessment.vote", "committee_expert_2", level=4) == "not_permitted"


# What the votes come to ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "level"),
    [
        ([4, 4, 4], 4),
        ([4, 3, 4], 4),
        ([4, 3, 5], None),
        ([4, 4, 3, 3], None),
        ([4, 4, 4, 3], 4),
        ([4, 4, 3, 3, 5], None),
        ([4], None),
        ([], None),
    ],
)
def test_the_collective_opinion_is_what_more_than_half_and_at_least_two_hold(votes: list[int], level: Any) -> None:
    assert majority(votes, 2) == level


def test_one_further_expert_decides_among_what_was_voted() -> None:
    assert decided([4, 3, 5], 3, 2) == 3
    assert decided([4, 3, 5], 2, 2) is None


def test_the_votes_are_the_confirmation_and_the_letter_names_those_who_agreed(scene: Scene) -> None:
    form(scene, *THREE)
    scene.act("assessment.vote", "committee_expert_1", level=3, reason="可以自行进食")
    scene.act("assessment.vote", "committee_expert_2", level=3, reason="回看录像，进食为部分独立")
    scene.act("assessment.vote", "committee_expert_3", level=4)
    scene.act("assessment.propose", "committee_secretary", care_advice="机构护理")

    case = scene.assessment
    given = list(Opinion.objects.filter(assessment=case).values_list("agrees", flat=True))
    assert (case.state, case.level, case.proposal_round, given) == ("confirmed", 3, 1, [True, True, False])
    assert "部分独立" in case.proposal_reason
    entry = JournalEntry.objects.latest("id")
    assert (entry.act, entry.old_state, entry.new_state) == ("assessment.propose", "in_committee", "confirmed")
    assert entry.changed["opinions"] == {"agree": 2, "disagree": 1}


# Blind until all are in, fixed after the last ------------------------------------------------------------------------


def test_nobody_sees_a_vote_before_all_are_in(scene: Scene) -> None:
    form(scene, *THREE)
    scene.act("assessment.vote", "committee_expert_1", level=5, reason="卧床不起的理由")
    readers = ("committee_secretary", "committee_expert_1", "committee_expert_2", "supervisor", "body_manager")

    for name in readers:
        page = matter_page(scene, name)
        assert "已表决 1 名" in page and "卧床不起的理由" not in page and "5 级" not in page, name
    voted = JournalEntry.objects.latest("id")
    assert voted.act == "assessment.vote" and voted.reason == ""
    assert voted.changed == {"panel": 1, "votes_left": 2}
    page = sign_in(scene.user("committee_expert_2")).get(act_url(scene, "assessment.vote")).content.decode()
    assert "卧床不起的理由" not in page

    scene.act("assessment.vote", "committee_expert_2", level=5, reason="同意")
    scene.act("assessment.vote", "committee_expert_3", level=5, reason="同意")
    page = matter_page(scene, "committee_secretary")
    assert "形成集体意见" in page and "卧床不起的理由" in page


def test_after_the_last_vote_neither_the_member_nor_the_database_changes_one(scene: Scene) -> None:
    form(scene, *THREE)
    for name in THREE:
        scene.act("assessment.vote", name, level=4)

    assert code_of(scene, "assessment.vote", "committee_expert_1", level=4) == "already_confirmed"
    with pytest.raises(IntegrityError, match="votes_of_a_closed_panel_stay"), transaction.atomic():
        PanelMember.objects.update(level=5)
    with pytest.raises(IntegrityError, match="votes_of_a_closed_panel_stay"), transaction.atomic():
        PanelMember.objects.first().delete()
    assert set(PanelMember.objects.values_list("level", flat=True)) == {4}


def test_two_panels_do_not_vote_at_a_time(scene: Scene) -> None:
    form(scene, *THREE)
    twin = {"assessment": scene.assessment, "number": 2, "formed_at": scene.now, "formed_by": scene.user("reviewer")}
    with pytest.raises(IntegrityError, match="one_panel_votes_at_a_time"), transaction.atomic():
        Panel.objects.create(**twin)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_pages_form_a_panel_take_the_votes_and_the_collective_opinion(scene: Scene) -> None:
    relative = scene.user("committee_expert_4")
    Interest.objects.create(
        user=relative, person=scene.stage.person, relation="外甥", declared_at=scene.now, declared_by=relative
    )
    secretary, url = sign_in(scene.user("committee_secretary")), act_url(scene, "assessment.form_panel")
    page = secretary.get(url).content.decode()
    assert "committee_expert_4（须回避）" in page and "至少 3 名专家" in page and "推定" in page
    assert "换组理由" not in page
    keys = [scene.user(name).pk for name in THREE]

    two = secretary.post(url, sent(scene, "assessment.form_panel", members=keys[:2]))
    assert two.status_code == 409 and "panel_invalid" in two.content.decode()
    nobody = secretary.post(url, sent(scene, "assessment.form_panel"))
    assert nobody.status_code == 422
    stranger = secretary.post(url, sent(scene, "assessment.form_panel", members=[*keys, scene.user("reviewer").pk]))
    assert stranger.status_code == 422
    assert secretary.post(url, sent(scene, "assessment.form_panel", members=keys)).status_code == 302
    assert "换组理由" in secretary.get(url).content.decode()
    scene.refresh()

    vote = act_url(scene, "assessment.vote")
    for name in THREE:
        member = sign_in(scene.user(name))
        stale = member.post(vote, sent(scene, "assessment.vote", level=4, panel=7))
        assert stale.status_code == 409 and "stale_page" in stale.content.decode()
        assert member.post(vote, sent(scene, "assessment.vote", level=4, panel=1)).status_code == 302
    scene.refresh()
    propose = act_url(scene, "assessment.propose")
    page = secretary.get(propose).content.decode()
    assert "形成集体意见" in page and "不再另行确认" in page and "重度失能Ⅲ级" not in page.split("</form>")[0]
    form_sent = sent(scene, "assessment.propose", level=4, care_advice="机构护理")
    assert secretary.post(propose, form_sent).status_code == 302
    scene.refresh()
    assert scene.assessment.state == "confirmed"
    assert not Letter.objects.filter(kind="conclusion").exists()


def test_the_desk_waits_for_the_members_who_have_not_voted(scene: Scene) -> None:
    def waits(name: str) -> bool:
        rows, _ = WorkList(scene.by(name), scene.now.date()).page(1)
        return any(row.matter == scene.application.matter for row in rows)

    everybody = ("committee_secretary", *THREE, "committee_expert_4", "supervisor")
    assert [waits(name) for name in everybody] == [True, True, True, True, True, True]
    form(scene, *THREE)
    scene.act("assessment.vote", "committee_expert_1", level=4)

    assert [waits(name) for name in everybody] == [False, False, True, True, False, True]
    assert "正在等评定专家办理“评定表决”" in matter_page(scene, "supervisor")
    scene.act("assessment.vote", "committee_expert_2", level=4)
    scene.act("assessment.vote", "committee_expert_3", level=4)
    assert waits("committee_secretary")


def test_the_matter_page_costs_the_same_with_many_panels_as_with_one(scene: Scene) -> None:
    form(scene, *THREE)
    client, url = sign_in(scene.user("committee_secretary")), reverse("matter", args=[scene.application.matter])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for number in range(5):
        form(scene, *THREE, reason=f"第 {number} 次换组")

    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(one)
