"""Faults seen in other systems, one named test each. Those of the clock's own stand in tests/workflow:

1 (days are stored, no counter) and 2 (a sweep after any silence) of deadlines as rows: test_sweep.py;
3 (the calendar from the database): test_calendar_recount.py; 10 (any order of events gives one date):
test_deadlines.py; 8 (experts at once) and 15 (double click): test_together.py, here with one more turn each.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models

from applications.models import Application
from assessment.models import Assessment
from documents.issuing import rows_only
from tests.scene import Scene, at
from workflow import acts, deadlines
from workflow.models import Case, Deadline, JournalEntry, RequestKey
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield


@pytest.mark.requirement("A14")
def test_fault_1_no_column_counts_days() -> None:
    """Dates are derived and stored as days: nothing has to be touched every night for a limit to be right."""
    names = [
        field.name
        for model in (Application, Assessment, Deadline)
        for field in model._meta.concrete_fields
        if isinstance(field, models.IntegerField) and not field.primary_key
    ]
    assert not [name for name in names if "left" in name or "remaining" in name or "elapsed" in name]

    scene = Scene("XJ", start="2026-01-31")
    scene.accepted()
    due = deadlines.find(scene.application.matter, "conclusion_delivery").due_on
    for month in (2, 3):
        sweep(at(f"2026-{month:02}-28"))
    assert deadlines.find(scene.application.matter, "conclusion_delivery").due_on == due == date(2026, 3, 19)


def state_after(silences: list[date], start: Scene) -> dict[str, Any]:
    """Where a matter stands once the clock has rung on these days only."""
    for day in silences:
        sweep(at(str(day), 0, 10), matter=start.application.matter)
    start.refresh()
    limits = Deadline.objects.filter(matter=start.application.matter).order_by("id")
    entries = JournalEntry.objects.filter(matter=start.application.matter).order_by("id")
    return {
        "state": start.assessment.state,
        "limits": list(limits.values_list("kind", "state", "due_on", "closed_on")),
        "journal": list(entries.values_list("act", "at", "new_state")),
    }


@pytest.mark.requirement("A12")
def test_fault_2_a_matter_on_notice_ends_the_same_after_any_silence() -> None:
    first, last = date(2026, 3, 3), date(2026, 6, 1)
    every_day = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    outcomes = []
    for days in (every_day, [last], [*every_day[3:5], last, last]):
        scene = Scene("XJ")
        scene.on_notice()
        outcomes.append(state_after(days, scene))

    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0]["state"] == "cleared"
    assert ("conclusion_delivery", "overdue", date(2026, 4, 14), None) in outcomes[0]["limits"]
    assert outcomes[0]["journal"][-1] == ("assessment.close_notice", at("2026-03-10", 0), "cleared")


@pytest.mark.requirement("G3")
def test_fault_5_one_person_does_not_pass_a_matter_alone() -> None:
    """In the act and in the database: tests/applications/test_separate_people.py; here over every post at once."""
    everything = {"posts": ["intake_clerk", "reviewer", "dispatcher", "supervisor"], "post": "intake_clerk"}
    scene = Scene("NX", cast={"alone": everything})
    scene.submitted()
    scene.act("applications.accept", "alone")

    with pytest.raises(Refusal) as refused:
        scene.act("applications.approve", "alone")

    assert refused.value.code == "same_person"


@pytest.mark.requirement("A14")
def test_fault_6_what_is_done_is_not_done_again() -> None:
    scene = Scene("HLJ")
    scene.delivered()
    before = JournalEntry.objects.count()

    for name, row in acts.registry.items():
        # To dispute a delivered conclusion is no repetition: tests/assessment/test_disputes.py.
        if row.model != "assessment.Assessment" or row.verb in ("request_review", "order_reassessment"):
            continue
        refusal = acts.why_not(name, case=scene.assessment, by=_everybody(scene), now=scene.now)
        assert refusal is not None, name

    assert JournalEntry.objects.count() == before


def _everybody(scene: Scene) -> Any:
    """One actor who holds every post of the matter, so that only the state can be what refuses."""
    from accounts.actors import CLOCK, Actor

    names = ("dispatcher", "supervisor", "intake_clerk", "reviewer", "body_manager", "assessor_1", "expert_3")
    seats = [seat for name in names for seat in scene.by(name).seats]
    return Actor(10**9, "全岗", (*seats, *CLOCK.seats))


@pytest.mark.requirement("A9")
def test_fault_8_any_two_means_two_different_people() -> None:
    scene = Scene("TJ")
    scene.proposed()
    scene.act("assessment.confirm", "expert_1")

    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            scene.act("assessment.confirm", "expert_1")
        assert refused.value.code == "already_confirmed"

    assert scene.assessment.state == "proposed"


@pytest.mark.requirement("A4")
def test_fault_10_papers_brought_before_or_after_the_extension_give_one_date() -> None:
    """The property over all orders stands in tests/workflow; here the act's own row, with a pause before it."""
    scene = Scene("XJ")
    scene.accepted()
    matter = scene.application.matter
    orders = []
    for extend_first in (True, False):
        from django.db import transaction

        with transaction.atomic():
            limit = deadlines.find(matter, "conclusion_delivery")
            if extend_first:
                deadlines.extend(limit, days=30, on=date(2026, 3, 3), reason="伤情复杂")
            deadlines.pause(matter=matter, on=date(2026, 3, 4), reason="补正")
            deadlines.resume(matter=matter, on=date(2026, 3, 11))
            if not extend_first:
                deadlines.extend(
                    deadlines.find(matter, "conclusion_delivery"), days=30, on=date(2026, 3, 12), reason="伤情复杂"
                )
            orders.append(deadlines.find(matter, "conclusion_delivery").due_on)
            transaction.set_rollback(True)

    # 14 April and five working days: 21 April; and 30 days: 21 May, a Thursday
    assert orders == [date(2026, 5, 21)] * 2


@pytest.mark.requirement("A2")
def test_fault_15_the_same_form_sent_twice_happens_once() -> None:
    scene = Scene("XJ")
    case, by = scene.submitted(), scene.by("intake_clerk")
    send = {"case": case, "by": by, "now": scene.now, "key": "one-form"}

    first = acts.perform("applications.accept", **send)
    again = acts.perform("applications.accept", **send)

    assert (first.replayed, again.replayed) == (False, True)
    assert again.case.state == "accepted"
    assert JournalEntry.objects.filter(act="applications.accept").count() == RequestKey.objects.count() == 1


@pytest.mark.requirement("A2")
def test_fault_15_a_key_belongs_to_one_form_of_one_person() -> None:
    scene = Scene("XJ")
    case = scene.submitted()
    acts.perform("applications.accept", case=case, by=scene.by("intake_clerk"), now=scene.now, key="one-form")

    for name, who in (("applications.approve", "reviewer"), ("applications.accept", "intake_clerk_2")):
        with pytest.raises(Refusal) as refused:
            acts.perform(name, case=case, by=scene.by(who), now=scene.now, key="one-form")
        assert refused.value.code == "invalid_input"


def test_every_kind_of_case_has_a_version_and_a_guarded_state() -> None:
    kinds = [model for model in (Application, Assessment) if issubclass(model, Case)]
    assert len(kinds) == 2
    for model in kinds:
        assert model._meta.get_field("version").default == 1
        assert {trigger.name for trigger in model._meta.triggers} >= {"states_follow_the_table"}
