"""What the form of an act gets that is old, sent twice, sent late, incomplete or hostile."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from documents.freezing import thaw
from documents.models import Letter
from tests.pages.desk import everything, sign_in
from tests.scene import Scene
from workflow.acts import acts_of
from workflow.models import JournalEntry

HOSTILE = '<script>alert("x")</script>\'"><img src=x onerror=alert(1)>'


def act_url(scene: Scene, name: str) -> str:
    app, verb = name.split(".")
    if name == "assessment.dispatch":
        return reverse("assessment:dispatch", args=[scene.application.pk])
    return reverse(f"{app}:act", args=[scene.case_of(name).pk, verb])


def sent(scene: Scene, name: str, **fields: Any) -> dict[str, Any]:
    """The form as the page would send it now."""
    return {"version": scene.case_of(name).version, "request_key": uuid4().hex, **fields}


@pytest.mark.requirement("G3")
def test_the_second_of_two_stale_pages_is_told_who_was_first_and_keeps_what_was_typed(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    url, form = (
        act_url(scene, "applications.open_enquiry"),
        sent(scene, "applications.open_enquiry", reason="病历不一致"),
    )
    late = sent(scene, "applications.request_supplement", reason="我要补正的说明", materials=["cause_evidence"])
    second = client_of(scene, "reviewer_2")
    client_of(scene, "reviewer").post(url, form)
    before = everything()

    answer = second.post(act_url(scene, "applications.request_supplement"), late)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "reviewer 已于" in page and "stale_page" in page
    assert "我要补正的说明" in page
    assert f'name="version" value="{late["version"] + 1}"' in page
    assert everything() == before


@pytest.mark.requirement("G3")
def test_who_refuses_from_a_page_that_a_colleague_overtook_is_told_of_the_colleague_and_not_of_the_post(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    """Refusing is the counter's before acceptance and the reviewer's after it."""
    scene = scene_at("submitted")
    url, late = act_url(scene, "applications.refuse"), sent(scene, "applications.refuse", grounds=["not_insured"])
    clerk = client_of(scene, "intake_clerk")
    scene.act("applications.accept", "intake_clerk")
    before = everything()

    answer = clerk.post(url, late)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "intake_clerk 已于" in page and "stale_page" in page
    assert "当前的岗位无权办理" not in page
    assert everything() == before


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 400])
def test_a_form_without_a_version_of_ours_counts_as_stale(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], version: str
) -> None:
    scene = scene_at("accepted")
    form = sent(scene, "applications.approve") | {"version": version}

    answer = client_of(scene, "reviewer").post(act_url(scene, "applications.approve"), form)

    assert answer.status_code == 409
    scene.refresh()
    assert scene.application.state == "accepted"


def test_a_double_click_happens_once_and_ends_on_the_same_page(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    reviewer, url = client_of(scene, "reviewer"), act_url(scene, "applications.approve")
    form = sent(scene, "applications.approve")

    first, second = reviewer.post(url, form), reviewer.post(url, form)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == reverse("matter", args=[scene.application.matter])
    assert JournalEntry.objects.filter(matter=scene.application.matter, act="applications.approve").count() == 1


def test_a_dispatch_sent_twice_opens_one_assessment(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("approved", "659001")
    form = sent(scene, "assessment.dispatch", body=scene.stage.bodies["body_1"].pk, route="body", means="onsite")
    form["version"] = scene.application.version
    dispatcher, url = client_of(scene, "dispatcher"), act_url(scene, "assessment.dispatch")

    answers = [dispatcher.post(url, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert scene.application.assessments.count() == 1


def test_the_key_of_another_person_or_act_is_refused(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    form = sent(scene, "applications.approve")
    client_of(scene, "reviewer").post(act_url(scene, "applications.approve"), form)

    answer = client_of(scene, "reviewer_2").post(act_url(scene, "applications.approve"), form)

    assert answer.status_code == 422
    assert "请求键已用于另一次办理" in answer.content.decode()


@pytest.mark.parametrize("key", ["k" * 500, "a\x00b"])
def test_a_key_that_no_form_of_ours_makes_is_refused(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], key: str
) -> None:
    scene = scene_at("accepted")
    form = sent(scene, "applications.approve") | {"request_key": key}

    answer = client_of(scene, "reviewer").post(act_url(scene, "applications.approve"), form)

    assert answer.status_code == 422
    scene.refresh()
    assert scene.application.state == "accepted"


def test_the_back_button_after_the_act_gets_a_clear_refusal(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    reviewer, url = client_of(scene, "reviewer"), act_url(scene, "applications.approve")
    form = sent(scene, "applications.approve")
    reviewer.post(url, form)
    before = everything()

    answer = reviewer.post(url, form | {"request_key": uuid4().hex})

    assert answer.status_code == 409
    assert "请刷新页面核对后再办理" in answer.content.decode()
    reopened = reviewer.get(url)
    assert "案件现在是“审核通过”，不能办理“审核通过”" in reopened.content.decode()
    assert everything() == before


MISSING = [
    ("accepted", "applications.open_enquiry", "reviewer", {}, "reason"),
    ("enquiring", "applications.close_enquiry", "reviewer", {"findings": "属实"}, "doubt_removed"),
    ("supplementing", "applications.supplement", "intake_clerk", {"materials": ["no_such_paper"]}, "materials"),
    ("supplementing", "applications.supplement", "intake_clerk", {}, "materials"),
    ("approved", "assessment.dispatch", "dispatcher", {"route": "body", "means": "onsite"}, "body"),
    ("approved", "assessment.dispatch", "dispatcher", {"body": "999999", "route": "moon", "means": "x"}, "route"),
    ("assigned", "assessment.decline", "body_manager", {"reason": "   "}, "reason"),
    ("assigned", "assessment.record_visit", "assessor_1", {"guardian": "on"}, "guardian_name"),
    ("assigned", "assessment.cancel", "supervisor", {}, "reason"),
]


@pytest.mark.parametrize(("state", "name", "who", "fields", "field"), MISSING)
def test_a_wrong_field_is_told_beside_the_field(
    scene_at: Callable[..., Scene],
    client_of: Callable[..., Client],
    state: str,
    name: str,
    who: str,
    fields: dict[str, Any],
    field: str,
) -> None:
    scene = scene_at(state, "659001")
    form = sent(scene, name, **fields) if name != "assessment.dispatch" else fields | {"version": "1"}
    client, before = client_of(scene, who), everything()

    answer = client.post(act_url(scene, name), form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page or f"#id_{field}" in page
    assert "error-summary" in page
    assert everything() == before


@pytest.mark.requirement("A8")
def test_a_score_that_the_standard_does_not_have_is_told_beside_its_item(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned", "659001")
    form = sent(scene, "assessment.record_visit", adl_1="7")

    answer = client_of(scene, "assessor_1").post(act_url(scene, "assessment.record_visit"), form)

    assert answer.status_code == 422
    assert "评估标准没有这个分值" in answer.content.decode()


@pytest.mark.requirement("A4")
def test_a_law_that_only_the_sent_form_shows_is_told_with_its_article(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    form = sent(scene, "applications.refuse", grounds=["other"])

    answer = client_of(scene, "intake_clerk").post(act_url(scene, "applications.refuse"), form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "选择“其他情形”须写明具体理由" in page and "依据：" in page


STATES = ("submitted", "accepted", "approved", "proposed", "cleared", "concluded")


@pytest.mark.parametrize("state", STATES)
def test_opening_pages_changes_nothing(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], state: str
) -> None:
    scene = scene_at(state)
    holders = ["intake_clerk", "reviewer", "dispatcher", "expert_3"]
    clients = [client_of(scene, name) for name in holders]
    names = [row.name for row in acts_of("applications.Application")]
    if scene.assessment is not None:
        names += [row.name for row in acts_of("assessment.Assessment")]
    before = everything()

    for client in clients:
        client.get(reverse("desk"))
        client.get(reverse("matter", args=[scene.application.matter]))
        for name in names:
            assert client.get(act_url(scene, name)).status_code in (200, 404), name

    assert everything() == before


def test_a_form_without_its_csrf_token_is_refused(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("accepted")
    strict = sign_in(scene.user("reviewer"), enforce_csrf_checks=True)
    before = everything()

    for url in (
        act_url(scene, "applications.approve"),
        reverse("enrolment:register"),
        reverse("enrolment:import"),
        reverse("enrolment:change", args=[scene.application.person_id]),
        reverse("enrolment:show", args=[scene.application.person_id]),
    ):
        answer = strict.post(url, {"version": scene.application.version})
        assert answer.status_code == 403, url
        assert "页面已过期" in answer.content.decode()

    assert everything() == before


def test_names_and_reasons_are_text_not_markup(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted", name=f"张{HOSTILE}")
    reviewer = client_of(scene, "reviewer")
    reviewer.post(act_url(scene, "applications.open_enquiry"), sent(scene, "applications.open_enquiry", reason=HOSTILE))
    scene.refresh()
    assert scene.application.state == "enquiring"
    pages = [
        reverse("matter", args=[scene.application.matter]),
        reverse("desk"),
        act_url(scene, "applications.close_enquiry"),
        reverse("enrolment:person", args=[scene.application.person_id]),
        reverse("enrolment:people") + "?q=%E5%BC%A0",
        reverse("enrolment:people") + "?q=%3Cscript%3Ealert(%22x%22)%3C/script%3E",
    ]

    for url in pages:
        page = reviewer.get(url).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page, url
        assert "&lt;script&gt;alert" in page, url


@pytest.mark.requirement("A13")
@pytest.mark.requirement("A16")
def test_the_pages_of_a_dispute_do_what_their_acts_do(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("contested", "659001")
    reviewer, url = client_of(scene, "reviewer"), act_url(scene, "assessment.settle_report")
    assert "我看见他每天自己买菜" in reviewer.get(url).content.decode()

    form = sent(scene, "assessment.settle_report", borne_out="no", findings="走访后未见")
    assert reviewer.post(url, form).status_code == 302
    scene.refresh()
    assert scene.assessment.state == "on_notice"
    form = sent(scene, "assessment.request_review", reason="等级偏低", written="on")
    applicant = client_of(scene, "applicant")
    assert applicant.post(act_url(scene, "assessment.request_review"), form).status_code == 302
    scene.refresh()

    assert scene.assessment.state == "contested"
    page = client_of(scene, "dispatcher").get(reverse("matter", args=[scene.application.matter])).content.decode()
    assert reverse("assessment:dispatch", args=[scene.application.pk]) in page


@pytest.mark.requirement("A17")
def test_the_causes_of_a_reassessment_are_offered_by_name(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("delivered", "640100")
    supervisor, url = client_of(scene, "supervisor"), act_url(scene, "assessment.order_reassessment")
    assert "抽查发现变化" in supervisor.get(url).content.decode()

    answer = supervisor.post(url, sent(scene, "assessment.order_reassessment", because="spot_check"))

    assert answer.status_code == 302
    scene.refresh()
    assert scene.assessment.reassess_because == "spot_check"


@pytest.mark.requirement("A14")
def test_an_extension_is_granted_for_a_cause_of_the_region_which_the_letter_names(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("visited", "659001")
    supervisor, url = client_of(scene, "supervisor"), act_url(scene, "assessment.extend")
    page = supervisor.get(url).content.decode()
    assert "涉及疾病种类较多" in page and "涉及医疗卫生专业较多" not in page
    before = everything()

    for cause in ({}, {"cause": "many_specialties"}, {"cause": "short_of_staff"}):
        answer = supervisor.post(url, sent(scene, "assessment.extend", reason="多病共存", **cause))
        assert answer.status_code == 422 and 'id="id_cause_error"' in answer.content.decode(), cause
    assert everything() == before
    form = sent(scene, "assessment.extend", reason="多病共存", cause="many_diseases")
    assert supervisor.post(url, form).status_code == 302

    entry = JournalEntry.objects.filter(act="assessment.extend").latest("id")
    assert entry.changed["cause"] == "many_diseases"
    letter = Letter.objects.get(kind="extension_notice", matter=scene.application.matter)
    assert thaw(letter.letter_type.facts_class, letter.facts).cause == "涉及疾病种类较多"
