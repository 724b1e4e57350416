"""C4, C5, C7: a service is recorded once, by whom it may be, on a day with a benefit; everything else is refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from care.models import FamilyCarer, ServiceRecord
from providers.models import PracticeBan, StaffMember
from tests.care.scene import BATH, CareScene
from tests.care.test_flow import code_of
from tests.scene import at

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 6)


@pytest.fixture
def scene() -> CareScene:
    found = CareScene("NX")
    found.active()
    found.on("2026-04-20")
    return found


def refused(scene: CareScene, day: date | str = DAY, by: str = "carer_1", **more: Any) -> str | None:
    return code_of(scene, "care.record_service", by, **scene.service(day, **more))


@pytest.mark.requirement("C5")
def test_a_carer_records_what_was_done(scene: CareScene) -> None:
    row = scene.record(DAY, items=[{"code": BATH, "times": 2}], fixes={"start": [38.48, 106.23, 20]})

    assert (row.served_on, row.minutes, row.mode, row.place) == (DAY, 40, "home", "home")
    assert (row.items[0].name, row.items[0].times, row.items[0].price_fen) == ("协助沐浴", 2, 5000)
    assert row.recorded_by == scene.user("carer_1")
    assert ServiceRecord.objects.get(pk=row.pk).fixes == {"start": [38.48, 106.23, 20]}


@pytest.mark.requirement("C5")
def test_what_is_sent_twice_is_recorded_once(scene: CareScene) -> None:
    given = scene.service(DAY, client_key="phone-1")
    first = scene.act("care.record_service", "carer_1", **given, key="service-phone-1")
    again = scene.act("care.record_service", "carer_1", **given, key="service-phone-1")
    assert again.replayed and not first.replayed
    assert scene.benefit.records.count() == 1

    assert refused(scene, client_key="phone-1", hour=15) == "invalid_input"
    assert refused(scene) == "invalid_input"


@pytest.mark.requirement("C5")
def test_records_may_come_late_and_out_of_order(scene: CareScene) -> None:
    scene.record("2026-04-15")
    scene.record("2026-04-02")
    assert scene.benefit.records.count() == 2


@pytest.mark.requirement("C5")
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"minutes": 0}, "invalid_input"),
        ({"minutes": -30}, "invalid_input"),
        ({"minutes": 24 * 60 + 1}, "invalid_input"),
        ({"items": []}, "invalid_input"),
        ({"items": [{"code": "X-1"}]}, "invalid_input"),
        ({"identity": ""}, "missing_evidence"),
        ({"signed": False}, "missing_evidence"),
        ({"items": [{"name": "陪诊"}]}, "outside_catalogue_without_consent"),
        ({"carer": 2}, "not_permitted"),
    ],
)
def test_what_is_missing_or_wrong_is_told(scene: CareScene, more: dict[str, Any], code: str) -> None:
    assert refused(scene, **more) == code
    assert scene.benefit.records.count() == 0


@pytest.mark.requirement("C5")
def test_what_is_not_over_yet_is_not_recorded(scene: CareScene) -> None:
    assert refused(scene, "2026-04-20", hour=8, minutes=61) == "invalid_input"
    assert refused(scene, "2026-04-21") == "invalid_input"
    assert refused(scene, "2026-04-20", hour=8, minutes=60) is None


@pytest.mark.requirement("C3")
@pytest.mark.requirement("C5")
def test_before_the_benefit_nothing_is_recorded(scene: CareScene) -> None:
    assert refused(scene, "2026-03-31") == "too_early"


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C7")
def test_in_hospital_and_after_death_nothing_is_recorded(scene: CareScene) -> None:
    scene.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 8))
    assert refused(scene, "2026-04-08") is None
    assert refused(scene, "2026-04-09") == "wrong_state"
    scene.act("care.discharge", "provider_manager", discharged_on=date(2026, 4, 12))
    assert refused(scene, "2026-04-12") is None

    scene.act("care.record_death", "provider_manager", died_on=date(2026, 4, 15))
    assert refused(scene, "2026-04-15") is None
    assert refused(scene, "2026-04-16") == "too_late"


@pytest.mark.requirement("C5")
def test_nobody_is_in_two_places_at_once_of_two_providers_either(scene: CareScene) -> None:
    scene.record(DAY, hour=8, minutes=60)
    other = CareScene("NX")
    other.active()
    other.on("2026-04-20")
    assert other.carers[1].id_index == scene.carers[1].id_index
    manager = other.by("provider_manager")
    given = {"case": other.benefit, "by": manager, "now": other.now}
    from workflow import acts
    from workflow.refusal import Refusal

    with pytest.raises(Refusal) as twice:
        acts.perform("care.record_service", **given, **other.service(DAY, hour=8, minutes=30))
    assert twice.value.code == "invalid_input"
    assert "两处" in twice.value.message
    acts.perform("care.record_service", **given, **other.service(DAY, hour=9, minutes=30))


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C9")
def test_a_carer_who_left_or_whose_certificate_ran_out_is_refused(scene: CareScene) -> None:
    StaffMember.objects.filter(pk=scene.carers[1].pk).update(certificate_until=date(2026, 4, 10))
    assert refused(scene, "2026-04-10") is None
    assert refused(scene, "2026-04-11") == "not_qualified"
    StaffMember.objects.filter(pk=scene.carers[1].pk).update(state="left", ends_on=date(2026, 4, 1))
    assert refused(scene) == "not_qualified"


@pytest.mark.requirement("C5")
@pytest.mark.requirement("D7")
@pytest.mark.requirement("S4")
@pytest.mark.parametrize(("scope", "code"), [("practise", "not_qualified"), ("manage", None)])
def test_who_is_banned_from_practice_does_not_serve_from_that_day_on(
    scene: CareScene, scope: str, code: str | None
) -> None:
    carer, officer = scene.carers[1], scene.user("agreement_officer")
    PracticeBan.objects.create(
        id_index=carer.id_index, name=carer.name, scope=scope, starts_on=date(2026, 4, 11), ends_on=date(2027, 4, 10),
        reason="处理决定〔2026〕1号", entered_by=officer, entered_at=scene.now,
    )  # fmt: skip
    assert refused(scene, "2026-04-10") is None
    assert refused(scene, "2026-04-11") == code


@pytest.mark.requirement("C5")
def test_a_day_is_that_of_the_provider_which_served(scene: CareScene) -> None:
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    scene.act("care.accept_dispatch", "provider_manager_11")
    scene.carers[3] = scene.member("carer_11", 11)

    assert refused(scene, "2026-04-15") is None
    new = scene.service("2026-04-15", hour=14, carer=3)
    assert code_of(scene, "care.record_service", "carer_11", **new) == "not_permitted"
    scene.provider().agreements.update(state="terminated")
    assert refused(scene, "2026-04-16") == "no_agreement"


@pytest.mark.requirement("C2")
@pytest.mark.requirement("C5")
def test_without_a_confirmed_plan_of_the_day_nothing_is_recorded() -> None:
    scene = CareScene("NX")
    scene.served()
    scene.on("2026-04-10")
    assert refused(scene, "2026-04-06") == "not_confirmed"


@pytest.mark.requirement("C4")
def test_outside_the_catalogue_the_consent_must_come_beforehand(scene: CareScene) -> None:
    given = {"services": ["陪诊"], "name": "张桂兰"}
    scene.act("care.record_consent", "provider_manager", signed_on=date(2026, 4, 10), **given)
    outside = {"items": [{"name": "陪诊"}]}
    assert refused(scene, "2026-04-09", **outside) == "outside_catalogue_without_consent"
    assert refused(scene, "2026-04-10", **outside) is None
    assert refused(scene, "2026-04-11", items=[{"name": "陪玩"}]) == "outside_catalogue_without_consent"


@pytest.mark.requirement("C5")
def test_a_wrong_record_is_corrected_with_a_reason_until_it_is_claimed(scene: CareScene) -> None:
    row = scene.record(DAY)
    longer = {"record": row, "ended_at": row.ended_at + timedelta(minutes=20)}
    assert code_of(scene, "care.correct_service", "provider_manager", **longer, reason="") == "invalid_input"
    scene.act("care.correct_service", "provider_manager", **longer, reason="漏记20分钟")

    new = scene.benefit.records.live().get()
    row.refresh_from_db()
    assert (row.state, new.corrects, new.minutes, new.reason) == ("corrected", row, 60, "漏记20分钟")
    assert new.items == row.items
    assert code_of(scene, "care.correct_service", "provider_manager", **longer, reason="再改") == "wrong_state"

    ServiceRecord.objects.filter(pk=new.pk).update(claimed_at=scene.now, claim="00000000-0000-0000-0000-000000000001")
    given = {"record": new, "reason": "误记", "strike": True}
    assert code_of(scene, "care.correct_service", "provider_manager", **given) == "closed_period"


@pytest.mark.requirement("C5")
def test_a_service_that_was_not_done_is_struck_out(scene: CareScene) -> None:
    row = scene.record(DAY)
    scene.act("care.correct_service", "provider_manager", record=row, strike=True, reason="当日未上门")
    row.refresh_from_db()
    assert row.state == "struck"
    assert scene.benefit.records.live().count() == 0
    assert refused(scene) is None


@pytest.mark.requirement("C5")
def test_what_was_recorded_never_changes_below_the_acts(scene: CareScene) -> None:
    row = scene.record(DAY)
    for change in ({"ended_at": row.ended_at + timedelta(hours=1)}, {"carer": scene.carers[2]}, {"mode": "community"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceRecord.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


@pytest.mark.requirement("C5")
def test_the_person_rates_a_service_once(scene: CareScene) -> None:
    row = scene.record(DAY)
    assert code_of(scene, "care.rate_service", "applicant", record=row, stars=0) == "invalid_input"
    scene.act("care.rate_service", "applicant", record=row, stars=5, words="很耐心")
    assert code_of(scene, "care.rate_service", "applicant", record=row, stars=1) == "wrong_state"
    assert code_of(scene, "care.rate_service", "carer_1", record=row, stars=5) == "not_permitted"


# 亲情照护 of Tianjin ----------------------------------------------------------------------


@pytest.fixture
def family() -> CareScene:
    scene = CareScene("TJ")
    scene.active(mode="family")
    scene.on("2026-06-20")
    return scene


def relative(scene: CareScene, who: str = "applicant", **more: Any) -> StaffMember:
    row = scene.member(who, 7, kind="family", **more)
    FamilyCarer.objects.create(benefit=scene.benefit, member=row, relation="女儿", since=date(2026, 4, 1))
    scene.carers[7] = row
    return row


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C9")
def test_a_family_carer_clocks_in_when_two_months_of_training_are_done(family: CareScene) -> None:
    relative(family, trained_from=date(2026, 4, 1), trained_until=date(2026, 5, 31))
    given = {"by": "applicant", "carer": 7, "identity": ""}
    assert refused(family, "2026-05-30", **given) == "not_qualified"
    assert refused(family, "2026-05-31", **given) is None
    assert family.benefit.records.get().source == "family"


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("until", [None, date(2026, 5, 30)])
def test_before_that_a_family_carer_is_not_a_full_one(family: CareScene, until: date | None) -> None:
    relative(family, trained_from=date(2026, 4, 1), trained_until=until)
    assert refused(family, "2026-06-10", by="applicant", carer=7) == "not_qualified"


@pytest.mark.requirement("C5")
def test_nobody_clocks_in_for_a_family_carer(family: CareScene) -> None:
    relative(family, "carer_7", trained_from=date(2026, 4, 1), trained_until=date(2026, 5, 31))
    assert refused(family, "2026-06-10", by="applicant", carer=7) == "not_permitted"
    FamilyCarer.objects.update(until=date(2026, 6, 1))
    assert refused(family, "2026-06-10", by="carer_7", carer=7) == "not_qualified"


def test_the_moment_needs_its_zone(scene: CareScene) -> None:
    given = scene.service(DAY) | {"started_at": datetime(2026, 4, 6, 8)}
    assert code_of(scene, "care.record_service", "carer_1", **given) == "invalid_input"
    assert at("2026-04-06").tzinfo is not None
