"""One key, one request; two at the same moment, one winner and one clear sentence."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from applications import queries
from applications.acts import submit
from applications.models import Application, Material
from tests.scene import DEPENDENT, Scene
from workflow import acts
from workflow.models import JournalEntry
from workflow.refusal import Refusal


def handed_in(scene: Scene, key: str | None = None, **form: Any) -> acts.Done:
    case = scene.draft(**form)
    return submit(
        case=case,
        by=scene.by("intake_clerk"),
        now=scene.now,
        key=key,
        materials=queries.required(case),
        self_scale=DEPENDENT,
    )


@pytest.mark.requirement("G3")
def test_a_key_used_on_one_case_does_not_answer_for_another(scene_at: Callable[..., Scene]) -> None:
    one, other = scene_at("accepted"), scene_at("accepted")
    reviewer = one.by("reviewer")
    acts.perform("applications.approve", case=one.application, by=reviewer, now=one.now, key="k1")

    with pytest.raises(Refusal, match="请求键"):
        acts.perform("applications.approve", case=other.application, by=reviewer, now=one.now, key="k1")

    other.refresh()
    assert other.application.state == "accepted"


@pytest.mark.requirement("G3")
def test_a_key_with_other_words_is_refused_and_with_the_same_words_replayed(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("accepted")
    call = {"case": scene.application, "by": scene.by("reviewer"), "now": scene.now, "key": "k2"}
    acts.perform("applications.open_enquiry", reason="病历与自述不一致", **call)

    with pytest.raises(Refusal, match="请求键"):
        acts.perform("applications.open_enquiry", reason="另一个理由", **call)

    assert acts.perform("applications.open_enquiry", reason="病历与自述不一致", **call).replayed
    assert JournalEntry.objects.filter(matter=scene.application.matter, act="applications.open_enquiry").count() == 1


def test_an_application_sent_twice_is_one_and_for_another_person_is_refused(scene_at: Callable[..., Scene]) -> None:
    one, other = scene_at("draft"), scene_at("draft")

    first, second = handed_in(one, "k3"), handed_in(one, "k3")

    assert second.replayed and first.case.pk == second.case.pk
    other.stage.people["intake_clerk"] = one.user("intake_clerk")
    with pytest.raises(Refusal, match="请求键"):
        handed_in(other, "k3")


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    from tests.scene import at
    from workflow import calendar

    calendar.seed(at("2026-03-02"))
    yield


@pytest.mark.requirement("A1")
@pytest.mark.django_db(transaction=True)
def test_of_two_applications_for_one_person_at_once_one_is_told_of_the_other(emptied: None, clock: Any) -> None:
    scene = Scene("650100")
    both_ready, outcomes = threading.Barrier(2, timeout=20), []

    def hand_in() -> None:
        try:
            case, by = scene.draft(), scene.by("intake_clerk")
            with transaction.atomic():
                both_ready.wait()
                submit(case=case, by=by, now=scene.now, materials=queries.required(case), self_scale=DEPENDENT)
            outcomes.append("done")
        except Exception as problem:
            outcomes.append(getattr(problem, "code", repr(problem)))
        finally:
            connection.close()

    scene.user("intake_clerk")
    threads = [threading.Thread(target=hand_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["done", "wrong_state"]
    assert Application.objects.filter(person=scene.stage.person).count() == 1


@pytest.mark.requirement("A3")
def test_a_dispatch_sent_back_opens_no_second_application(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("assigned")
    scene.act("assessment.decline", "body_manager", reason="人员不足")

    with pytest.raises(Refusal, match="已有一件申请正在办理"):
        handed_in(scene)


@pytest.mark.requirement("A4")
def test_what_the_applicant_sends_from_afar_counts_as_no_original(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("supplementing")
    told = list(scene.application.missing_told)

    scene.act("applications.supplement", "applicant", materials=told)

    forms = set(Material.objects.filter(application=scene.application, code__in=told).values_list("form", flat=True))
    assert forms == {Material.Form.ELECTRONIC}


@pytest.mark.requirement("G3")
def test_nobody_handles_ones_own_matter(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("accepted")
    person = scene.stage.person
    person.user = scene.user("reviewer")
    person.save(update_fields=["user"])

    with pytest.raises(Refusal, match="与您本人有关"):
        scene.act("applications.approve", "reviewer")


def test_a_failing_handler_neither_undoes_an_act_nor_stops_the_next(
    scene_at: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    scene, called = scene_at("submitted"), []

    def fails(case_id: str, entry_id: int) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(acts._after, "applications.accept", [fails, lambda case_id, entry_id: called.append(case_id)])
    with django_capture_on_commit_callbacks(execute=True):
        scene.act("applications.accept", "intake_clerk")

    assert scene.application.state == "accepted"
    assert called == [str(scene.application.pk)]
