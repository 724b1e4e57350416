"""Assessors and experts: qualified by the region's terms, for a term, barred on the day when it ends. A19."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Appointment
from assessment import queries
from documents.issuing import rows_only
from providers.acts import engagement as register
from providers.models import Engagement
from tests.pages.desk import sign_in
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A19")]
ASSESSOR = {
    "born": date(1990, 5, 1), "education": "大专", "background": "护理", "practising_since": date(2020, 1, 1),
    "certificate": "PX-1", "certificate_until": date(2027, 12, 31),
}  # fmt: skip
EXPERT = {
    "born": date(1975, 5, 1), "education": "本科", "department": "神经内科", "role": "医", "title": "副高级职称",
    "practising_since": date(2005, 1, 1), "certificate": "PX-2", "labour_contract": True,
}  # fmt: skip
START = date(2026, 3, 3)


@pytest.fixture
def scene() -> Scene:
    return Scene("URU")


def proposed(
    scene: Scene, post: str = "assessor", name: str = "assessor_1", start: date = START, **changed: Any
) -> Engagement:
    place = scene.stage.committee if post == "committee_expert" else scene.stage.bodies["body_1"]
    by = scene.by("committee_secretary" if post == "committee_expert" else "body_manager")
    facts = (ASSESSOR if post == "assessor" else EXPERT) | changed
    return register.propose(
        user=scene.user(name), organisation=place, post=post, starts_on=start, by=by, now=scene.now, **facts
    )


def approved(scene: Scene, *args: Any, **kwargs: Any) -> Engagement:
    row = proposed(scene, *args, **kwargs)
    return register.approve(engagement=row, by=scene.by("agreement_officer"), now=scene.now)


def code_of(work: Any, /, *given: Any, **said: Any) -> tuple[str, dict[str, str]]:
    with pytest.raises(Refusal) as refused:
        work(*given, **said)
    return str(refused.value.code), refused.value.details


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"born": date(2006, 3, 4)}, "born"),  # 20 only tomorrow
        ({"born": date(1965, 3, 3)}, "born"),  # 61 today
        ({"education": "高中"}, "education"),
        ({"background": "法学"}, "background"),
        ({"practising_since": date(2024, 3, 4)}, "practising_since"),
        ({"certificate": ""}, "certificate"),
        ({"certificate_until": date(2026, 3, 2)}, "certificate_until"),
    ],
)
def test_urumqi_refuses_an_assessor_who_lacks_something(scene: Scene, changed: dict[str, Any], field: str) -> None:
    code, details = code_of(proposed, scene, **changed)

    assert (code, list(details)) == ("not_qualified", [field])
    assert not Engagement.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"born": date(2006, 3, 3)},
        {"born": date(1965, 3, 4)},
        {"practising_since": date(2024, 3, 3)},
        {"education": "中专"},
    ],
)
def test_on_the_very_birthday_and_after_exactly_two_years_one_qualifies(scene: Scene, changed: dict[str, Any]) -> None:
    assert proposed(scene, **changed).state == "proposed"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"born": date(1960, 3, 3)}, "born"),  # 66 today
        ({"department": "眼科"}, "department"),
        ({"role": "药"}, "role"),
        ({"practising_since": date(2018, 3, 4)}, "practising_since"),
    ],
)
def test_urumqi_refuses_an_expert_who_lacks_something(scene: Scene, changed: dict[str, Any], field: str) -> None:
    code, details = code_of(proposed, scene, "committee_expert", "committee_expert_1", **changed)

    assert (code, list(details)) == ("not_qualified", [field])


def test_tianjin_asks_experts_for_a_labour_contract_and_assessors_not() -> None:
    scene = Scene("TJ")
    code, details = code_of(proposed, scene, "expert", "expert_1", labour_contract=False)

    assert (code, list(details)) == ("not_qualified", ["labour_contract"])
    assert proposed(scene, "assessor", "assessor_1", labour_contract=False).state == "proposed"


def test_the_term_is_three_years_and_the_post_follows_it(scene: Scene) -> None:
    row = approved(scene)

    assert row.ends_on == date(2029, 3, 2)
    held = Appointment.objects.get(user=row.user, post="assessor")
    assert held.ends_on == row.ends_on
    on_last, after = row.ends_on, row.ends_on + timedelta(days=1)
    assert Actor.of(row.user, on_last).holds("assessor")
    assert not Actor.of(row.user, after).holds("assessor")
    assert not queries.serving(row.organisation_id, ("assessor",), after).filter(user=row.user).exists()


def test_after_the_term_one_is_not_named_for_a_visit(scene: Scene) -> None:
    with rows_only():
        scene.assigned(route="committee")
        row = approved(scene)
        Appointment.objects.filter(user=row.user).update(ends_on=scene.now.date() - timedelta(days=1))
        named = scene.visit(assessors=["assessor_1", "assessor_2", "expert_1"])

        code, _ = code_of(scene.act, "assessment.record_visit", "assessor_2", **named)

    assert code == "not_qualified"


def test_a_renewal_begins_the_day_after_and_does_not_overlap(scene: Scene) -> None:
    first = approved(scene)
    code, details = code_of(proposed, scene, start=first.ends_on, certificate_until=date(2032, 1, 1))
    assert (code, list(details)) == ("invalid_input", ["starts_on"])

    second = approved(scene, start=first.ends_on + timedelta(days=1), certificate_until=date(2032, 1, 1))

    assert second.ends_on == date(2032, 3, 2)
    assert Actor.of(second.user, date(2030, 1, 1)).holds("assessor")


def test_a_dismissed_assessor_holds_nothing_from_that_day_on(scene: Scene) -> None:
    row, officer = approved(scene), scene.by("agreement_officer")
    ground = "利用职务之便收受当事人财物"
    for wrong in ({"ground": "不喜欢", "reason": "x"}, {"ground": ground, "reason": " "}):
        assert code_of(register.dismiss, engagement=row, by=officer, now=scene.now, **wrong)[0] == "invalid_input"

    register.dismiss(engagement=row, ground=ground, reason="查明收受礼金", by=officer, now=scene.now)

    assert not Actor.of(row.user, scene.now.date()).holds("assessor")
    entry = JournalEntry.objects.get(act="providers.dismiss")
    assert ground in entry.reason and "第二十一条" in entry.citation
    assert (
        code_of(register.dismiss, engagement=row, ground=ground, reason="x", by=officer, now=scene.now)[0]
        == "wrong_state"
    )


def test_body_proposes_and_agency_approves_never_the_same_and_never_elsewhere(scene: Scene) -> None:
    row = proposed(scene)
    for who in ("body_manager", "reviewer"):
        assert code_of(register.approve, engagement=row, by=scene.by(who), now=scene.now)[0] == "not_permitted"
    elsewhere = Scene("TJ")
    assert (
        code_of(register.approve, engagement=row, by=elsewhere.by("agreement_officer"), now=scene.now)[0]
        == "not_permitted"
    )
    other_body = {"organisation": scene.stage.bodies["body_2"], "user": scene.user("assessor_2"), "post": "assessor"}
    said = {**other_body, "starts_on": START, "by": scene.by("body_manager"), "now": scene.now, **ASSESSOR}
    assert code_of(register.propose, **said)[0] == "not_permitted"
    Appointment.objects.create(
        user=scene.user("body_manager"),
        post="agreement_officer",
        organisation=scene.stage.agency,
        starts_on=date(2020, 1, 1),
    )
    both = Actor.of(scene.user("body_manager"), scene.now.date())
    assert code_of(register.approve, engagement=row, by=both, now=scene.now)[0] == "same_person"


def test_a_proposal_is_made_once_and_may_be_sent_back_with_a_reason(scene: Scene) -> None:
    row, officer = proposed(scene), scene.by("agreement_officer")
    assert code_of(proposed, scene)[0] == "wrong_state"
    assert code_of(register.send_back, engagement=row, reason=" ", by=officer, now=scene.now)[0] == "invalid_input"

    register.send_back(engagement=row, reason="证书看不清", by=officer, now=scene.now)

    assert proposed(scene).state == "proposed"


def test_the_yearly_check_is_written_once_a_year(scene: Scene) -> None:
    row, officer = approved(scene), scene.by("agreement_officer")
    register.check_yearly(engagement=row, year=2026, passed=True, by=officer, now=scene.now)

    assert (
        code_of(register.check_yearly, engagement=row, year=2026, passed=True, by=officer, now=scene.now)[0]
        == "wrong_state"
    )
    assert Engagement.objects.get().checked_years == [2026]


def test_the_pages_take_a_proposal_to_an_approved_term(scene: Scene, settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    body, user = scene.stage.bodies["body_1"], scene.user("assessor_1")
    user.organisation = body
    user.save()
    with time_machine.travel(scene.now, tick=False):
        manager, officer = sign_in(scene.user("body_manager")), sign_in(scene.user("agreement_officer"))
        said = {name: str(value) for name, value in ASSESSOR.items()}
        said |= {"organisation": body.pk, "user": user.pk, "post": "assessor", "starts_on": str(START)}

        wrong = manager.post(reverse("providers:propose"), said | {"education": "高中"})
        assert wrong.status_code == 422
        assert "学历须中专及以上" in wrong.content.decode() and "第十六条" in wrong.content.decode()
        page = manager.post(reverse("providers:propose"), said)["Location"]
        assert "办理" not in manager.get(page).content.decode().partition("<main")[2].partition("经过")[0]
        officer.post(page, {"decision": "approve"})
        assert Engagement.objects.get().state == "in_force"
        stale = officer.post(page, {"decision": "approve"})
        assert stale.status_code == 409 and "聘用中" in stale.content.decode()
        assert officer.post(page, {"decision": "nothing"}).status_code == 404
        assert user.name in officer.get(reverse("providers:engagements"), {"state": "in_force"}).content.decode()
        elsewhere = sign_in(Scene("TJ").user("agreement_officer"))
        assert elsewhere.get(page).status_code == 404
