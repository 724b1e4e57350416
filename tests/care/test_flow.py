"""C1–C3, C7: from the delivered conclusion to care, under each region's rules."""

from datetime import date
from typing import Any

import pytest

from care.models import Benefit, BenefitPeriod, CarePlan, Placement
from documents.models import Letter
from tests.care.scene import PLAN, CareScene
from tests.scene import at
from tests.settlement.claims import Town
from workflow.models import Deadline, JournalEntry
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = pytest.mark.django_db
FIRST_OF_MONTH = ("URU", "XJ", "NX", "TJ")


def code_of(scene: CareScene, act: str, by: str, /, **inputs: Any) -> str | None:
    try:
        scene.act(act, by, **inputs)
    except Refusal as refusal:
        assert refusal.citation and refusal.message.endswith("。")
        return refusal.code
    return None


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("area", FIRST_OF_MONTH)
def test_a_delivered_conclusion_opens_the_benefit_from_the_month_after(area: str) -> None:
    scene = CareScene(area)
    benefit = scene.opened()
    concluded = scene.assessment.concluded_on
    first = concluded.replace(day=1).replace(month=concluded.month + 1)

    assert benefit.state == "pending"
    assert benefit.starts_on == first
    assert scene.on(first).state == "active"
    assert JournalEntry.objects.filter(case_id=str(benefit.pk), act="care.turn", new_state="active").exists()


@pytest.mark.requirement("C3")
def test_in_heilongjiang_the_benefit_begins_with_the_confirmed_plan() -> None:
    scene = CareScene("HLJ")
    assert scene.planned().state == "pending"
    assert scene.benefit.starts_on is None

    scene.act("care.confirm_plan", "applicant", means="phone")

    assert scene.benefit.state == "active"
    assert scene.benefit.starts_on == scene.now.date()


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("area", ["URU", "XJ", "NX", "HLJ", "TJ"])
def test_the_person_chooses_and_the_provider_accepts(area: str) -> None:
    scene = CareScene(area)
    benefit = scene.served()

    assert (benefit.provider, benefit.mode) == (scene.provider(), "home")
    placement = benefit.placements.get()
    assert (placement.state, placement.serves_from) == ("accepted", scene.now.date())
    sent = Letter.objects.filter(matter=benefit.matter, kind="care_dispatch").exists()
    assert sent == scene.dispatched_by_agency
    assert Deadline.objects.get(matter=benefit.matter, kind="dispatch_answer").state == "met"


@pytest.mark.requirement("C1")
def test_in_ningxia_the_person_chooses_and_nobody_dispatches() -> None:
    scene = CareScene("NX")
    scene.chosen()
    assert code_of(scene, "care.dispatch", "dispatcher") == "not_provided_for"
    assert scene.benefit.placements.get().state == "offered"


@pytest.mark.requirement("C1")
@pytest.mark.parametrize(("area", "code"), [("URU", "not_provided_for"), ("TJ", None)])
def test_family_care_is_a_mode_of_tianjin_alone(area: str, code: str | None) -> None:
    scene = CareScene(area)
    scene.opened()
    assert code_of(scene, "care.choose", "applicant", mode="family", provider=scene.provider()) == code


@pytest.mark.requirement("C1")
def test_a_provider_without_an_agreement_is_neither_chosen_nor_sent() -> None:
    scene = CareScene()
    scene.opened()
    scene.provider(2).agreements.update(state="suspended")
    assert code_of(scene, "care.choose", "applicant", mode="home", provider=scene.provider(2)) == "no_agreement"

    scene.act("care.choose", "applicant", mode="home", provider=scene.provider())
    scene.provider().agreements.update(state="suspended")
    assert code_of(scene, "care.dispatch", "dispatcher") == "no_agreement"


@pytest.mark.requirement("C1")
def test_a_declined_dispatch_is_chosen_anew() -> None:
    scene = CareScene()
    scene.offered()
    assert code_of(scene, "care.decline_dispatch", "provider_manager_11", reason="人手不足") == "not_permitted"
    assert code_of(scene, "care.decline_dispatch", "provider_manager", reason=" ") == "invalid_input"
    scene.act("care.decline_dispatch", "provider_manager", reason="人手不足")
    assert code_of(scene, "care.accept_dispatch", "provider_manager") == "not_permitted"

    scene.act("care.choose", "intake_clerk", mode="home", provider=scene.provider(2))
    scene.act("care.dispatch", "dispatcher")
    scene.act("care.accept_dispatch", "provider_manager_11")
    assert scene.benefit.provider == scene.provider(2)
    assert list(scene.benefit.placements.values_list("state", flat=True)) == ["declined", "accepted"]


@pytest.mark.requirement("C1")
def test_a_provider_that_does_not_answer_is_late_and_the_supervisor_is_told() -> None:
    scene = CareScene()
    benefit = scene.offered()
    limit = Deadline.objects.get(matter=benefit.matter, kind="dispatch_answer")
    assert limit.owner_organisation_id == scene.provider().pk
    scene.on(limit.due_on.replace(day=limit.due_on.day + 1))
    limit.refresh_from_db()
    assert limit.state == "overdue"


@pytest.mark.requirement("C1")
@pytest.mark.requirement("C9")
def test_in_tianjin_a_carer_has_at_most_ten_persons_at_home() -> None:
    scene = CareScene("TJ")
    scene.opened()
    scene.carers[2].state = "left"
    scene.carers[2].save()
    scene.carers[1].state = "suspended"
    scene.carers[1].save()
    assert code_of(scene, "care.choose", "applicant", mode="home", provider=scene.provider()) == "not_qualified"
    assert code_of(scene, "care.choose", "applicant", mode="institution", provider=scene.provider()) is None


@pytest.mark.requirement("C9")
@pytest.mark.parametrize(("others", "code"), [(9, None), (10, "not_qualified")])
def test_in_tianjin_one_carer_has_the_tenth_person_at_home_and_not_the_eleventh(others: int, code: str | None) -> None:
    scene = CareScene("TJ")
    scene.opened()
    scene.carers[2].state = "left"
    scene.carers[2].save()
    town = Town()  # an agency of its own: only afterwards, so that the application is its own agency's
    served = [town.person().benefit.pk for _ in range(others)]
    Placement.objects.filter(benefit__in=served).update(provider=scene.provider(), state="offered")

    assert code_of(scene, "care.choose", "applicant", mode="home", provider=scene.provider()) == code


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(
    ("area", "who"), [("URU", "care_specialist"), ("NX", "handler_clerk"), ("HLJ", "care_specialist")]
)
def test_the_plan_is_drafted_confirmed_and_printed(area: str, who: str) -> None:
    scene = CareScene(area)
    scene.served()
    scene.act("care.draft_plan", who, items=PLAN, staffing="每次1名护理人员")
    done = scene.act("care.confirm_plan", who, means="paper", name="张桂兰")

    plan = scene.benefit.plans.get()
    assert (plan.state, plan.number, plan.confirmed_by_name) == ("confirmed", 1, "张桂兰")
    assert [letter.kind for letter in done.letters] == ["care_plan"]
    assert list(plan.items.values_list("name", flat=True)) == ["协助进食", "协助沐浴"]


@pytest.mark.requirement("C2")
def test_a_plan_waits_for_the_provider_and_for_the_persons_signature() -> None:
    scene = CareScene()
    scene.offered()
    assert code_of(scene, "care.draft_plan", "care_specialist", items=PLAN) == "wrong_state"
    scene.act("care.accept_dispatch", "provider_manager")
    assert code_of(scene, "care.confirm_plan", "applicant", means="phone") == "wrong_state"
    assert code_of(scene, "care.draft_plan", "care_specialist", items=[]) == "invalid_input"
    scene.act("care.draft_plan", "care_specialist", items=PLAN)
    assert code_of(scene, "care.confirm_plan", "applicant", means="phone", signed=False) == "missing_evidence"
    assert code_of(scene, "care.confirm_plan", "care_specialist", means="phone") == "not_permitted"


@pytest.mark.requirement("C2")
@pytest.mark.requirement("C4")
def test_a_plan_over_the_hours_of_the_standard_is_refused() -> None:
    scene = CareScene()
    scene.served(variant="定点机构上门护理")
    daily = [{"code": "DEMO-LS-01", "weekdays": [1, 2, 3, 4, 5, 6, 7] * 2, "minutes": 60, "performer": "carer"}]
    assert code_of(scene, "care.draft_plan", "care_specialist", items=daily) == "invalid_input"


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("area", ["URU", "NX", "HLJ"])
def test_a_service_outside_the_catalogue_is_planned_with_a_consent_only(area: str) -> None:
    scene = CareScene(area)
    scene.served()
    walk = [{"code": "", "name": "陪同散步", "weekdays": [6], "minutes": 60, "performer": "carer", "price_fen": 5000}]
    code = "outside_catalogue_without_consent"
    assert code_of(scene, "care.draft_plan", "care_specialist", items=walk) == code

    given = {"signed_on": scene.now.date(), "name": "张桂兰"}
    scene.act("care.record_consent", "provider_manager", services=["陪诊"], **given)
    assert code_of(scene, "care.draft_plan", "care_specialist", items=walk) == code
    scene.act("care.record_consent", "provider_manager", services=["陪同散步"], **given)
    assert code_of(scene, "care.draft_plan", "care_specialist", items=walk) is None


@pytest.mark.requirement("C6")
def test_a_revision_is_the_next_version_and_ends_the_one_before() -> None:
    scene = CareScene("NX")
    scene.agreed()
    assert code_of(scene, "care.revise_plan", "care_specialist", items=PLAN[:1], reason="") == "invalid_input"
    scene.later(20)
    scene.act("care.evaluate_plan", "provider_manager", finding="吞咽好转", outcome="revise")
    scene.act("care.revise_plan", "care_specialist", items=PLAN[:1], reason="吞咽好转", effective_from=date(2026, 5, 1))
    scene.act("care.confirm_plan", "applicant", means="phone")

    first, second = scene.benefit.plans.all()
    assert (first.number, first.effective_until, second.effective_from) == (1, date(2026, 4, 30), date(2026, 5, 1))
    assert first.evaluations.get().outcome == "revise"


@pytest.mark.requirement("C6")
def test_where_no_evaluation_is_asked_there_is_none() -> None:
    scene = CareScene("URU")
    scene.agreed()
    assert code_of(scene, "care.evaluate_plan", "provider_manager", finding="好", outcome="keep") == "not_provided_for"


@pytest.mark.requirement("C7")
def test_a_stay_in_hospital_suspends_from_the_day_after_until_the_day_of_discharge() -> None:
    scene = CareScene("NX")
    scene.active()
    scene.on("2026-04-10")
    scene.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 10), hospital="自治区人民医院")
    assert scene.benefit.state == "active"
    assert scene.on("2026-04-11").state == "suspended"
    assert code_of(scene, "care.admit", "carer") == "wrong_state"
    scene.on("2026-04-20")
    assert code_of(scene, "care.discharge", "carer", discharged_on=date(2026, 4, 9)) == "invalid_input"
    scene.act("care.discharge", "carer", discharged_on=date(2026, 4, 18))

    assert scene.benefit.state == "active"
    rows = list(scene.benefit.periods.values_list("since", "until", "state"))
    assert rows[:2] == [
        (date(2026, 4, 1), date(2026, 4, 10), "active"),
        (date(2026, 4, 11), date(2026, 4, 17), "suspended"),
    ]
    assert rows[2][0] == date(2026, 4, 18)


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("area", ["URU", "NX", "HLJ", "TJ"])
def test_death_ends_the_benefit_after_its_day(area: str) -> None:
    scene = CareScene(area)
    scene.active()
    scene.later(20)
    died = scene.now.date()
    scene.later(2)
    scene.act("care.record_death", "provider_manager", died_on=died, proof="死亡证明")

    assert scene.benefit.state == "ended"
    assert scene.benefit.periods.last().until == died
    assert scene.benefit.person.died_on == died
    assert code_of(scene, "care.record_death", "provider_manager") == "wrong_state"
    assert code_of(scene, "care.choose", "applicant", mode="home", provider=scene.provider()) == "wrong_state"


@pytest.mark.requirement("C7")
def test_in_tianjin_a_changed_mode_counts_from_the_next_month() -> None:
    scene = CareScene("TJ")
    scene.active()
    scene.on("2026-04-15")
    scene.act("care.change_mode", "dispatcher", mode="institution", reason="家中无人照看")

    assert scene.benefit.mode == "home"
    assert scene.on("2026-05-01").mode == "institution"
    rows = list(scene.benefit.periods.values_list("since", "mode"))
    assert rows == [(date(2026, 4, 1), "home"), (date(2026, 5, 1), "institution")]


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("area", ["URU", "NX"])
def test_another_provider_serves_from_the_day_on_which_it_accepts(area: str) -> None:
    scene = CareScene(area)
    scene.active()
    scene.on("2026-04-15")
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    assert scene.benefit.provider == scene.provider()
    scene.on("2026-04-16")
    scene.act("care.accept_dispatch", "provider_manager_11")

    assert scene.benefit.provider == scene.provider(2)
    assert list(scene.benefit.periods.values_list("since", "provider")) == [
        (date(2026, 4, 1), scene.provider().pk),
        (date(2026, 4, 16), scene.provider(2).pk),
    ]


CAUSES = {
    "NX": ["refuses_reassessment", "not_served_by_contracted", "false_materials", "no_basic_insurance"],
    "URU": ["violation"],
    "HLJ": ["violation"],
}


@pytest.mark.requirement("C8")
@pytest.mark.parametrize("area", CAUSES)
def test_the_regions_causes_suspend_and_no_others(area: str) -> None:
    scene = CareScene(area)
    scene.active()
    every = {cause for causes in CAUSES.values() for cause in causes}
    for cause in sorted(every - set(CAUSES[area])):
        assert code_of(scene, "care.suspend", "supervisor", cause=cause, finding="查实") == "not_provided_for"
    for cause in CAUSES[area]:
        done = scene.act("care.suspend", "supervisor", cause=cause, finding="查实")
        assert [letter.kind for letter in done.letters] == ["suspension_notice"]
    assert scene.benefit.state == "suspended"


@pytest.mark.requirement("C8")
def test_benefits_are_resumed_from_the_month_after_the_approval() -> None:
    scene = CareScene("NX")
    scene.active()
    scene.on("2026-04-10")
    scene.act("care.suspend", "supervisor", cause="no_basic_insurance", finding="停保")
    scene.on("2026-05-20")
    done = scene.act("care.resume", "supervisor", finding="已续保")

    assert [letter.kind for letter in done.letters] == ["resumption_notice"]
    assert scene.benefit.state == "suspended"
    assert scene.on("2026-06-01").state == "active"


@pytest.mark.requirement("C8")
def test_who_refused_the_reassessment_is_resumed_by_its_conclusion_only() -> None:
    scene = CareScene("NX")
    scene.active()
    scene.on("2026-04-10")
    scene.act("care.suspend", "supervisor", cause="refuses_reassessment", finding="两次拒绝")
    assert code_of(scene, "care.resume", "supervisor", finding="愿意评估") == "not_confirmed"


@pytest.mark.requirement("C3")
def test_a_clock_that_was_silent_makes_up_for_every_day() -> None:
    scene = CareScene("NX")
    benefit = scene.agreed()
    sweep(at("2028-12-31"))
    scene.refresh()
    assert scene.benefit.state == "ended"
    turns = JournalEntry.objects.filter(case_id=str(benefit.pk), act="care.turn").values_list("new_state", flat=True)
    assert list(turns) == ["active", "ended"]


@pytest.mark.requirement("C7")
def test_two_periods_of_a_person_cannot_share_a_day() -> None:
    from django.db import IntegrityError, transaction

    scene = CareScene()
    benefit = scene.active()
    row = benefit.periods.get()
    row.pk, row.since = None, date(2026, 5, 1)
    with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
        row.save()
    assert BenefitPeriod.objects.filter(person=benefit.person).count() == 1


@pytest.mark.requirement("C7")
def test_a_benefit_ends_where_the_person_gives_it_up() -> None:
    scene = CareScene()
    scene.active()
    assert code_of(scene, "care.end", "supervisor", cause="other", reason="") == "invalid_input"
    scene.act("care.end", "supervisor", cause="renounced", reason="本人书面放弃")
    assert scene.benefit.state == "active"
    assert scene.on(scene.later().date()).state == "ended"


def test_nobody_else_is_told_of_the_persons_choice() -> None:
    scene = CareScene()
    benefit = scene.chosen()

    def seen(name: str) -> bool:
        return Benefit.objects.visible_to(scene.by(name)).filter(pk=benefit.pk).exists()

    assert not seen("provider_manager")
    scene.act("care.dispatch", "dispatcher")
    assert seen("provider_manager")
    assert not seen("provider_manager_11")
    assert Placement.objects.visible_to(scene.by("provider_manager_11")).count() == 0
    assert CarePlan.objects.visible_to(scene.by("provider_manager_11")).count() == 0
