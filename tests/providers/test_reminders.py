"""Agency and body learn in time that a term or a certificate of the register ends: once, by the clock. A19."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from providers.acts import engagement as register
from providers.models import Engagement
from providers.tasks import remind_of_ends
from tests.pages.desk import sign_in
from tests.pages.test_query_counts import cost
from tests.providers.test_register import approved
from tests.scene import Scene, at
from workflow.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A19")]


@pytest.fixture
def scene() -> Scene:
    return Scene("URU")


@pytest.fixture
def serving(scene: Scene) -> Engagement:
    """Serves until 2 March 2029; the certificate outlives the term."""
    return approved(scene, certificate_until=date(2031, 1, 1))


def before(day: date, days: int) -> datetime:
    return at(str(day - timedelta(days=days)))


def test_both_sides_are_told_once_of_a_term_from_the_regions_days_on(scene: Scene, serving: Engagement) -> None:
    assert remind_of_ends(before(serving.ends_on, 61)) == 0

    assert remind_of_ends(before(serving.ends_on, 60)) == 2
    assert remind_of_ends(before(serving.ends_on, 60)) == remind_of_ends(before(serving.ends_on, 1)) == 0

    told = dict(Notification.objects.values_list("post", "organisation_id"))
    assert told == {"body_manager": serving.organisation_id, "agreement_officer": scene.stage.agency.pk}
    assert Notification.objects.first().text == "assessor_1（评估员）的聘期将于2029-03-02届满，续聘请在届满前申报。"


def test_a_certificate_that_ends_within_the_term_has_its_own_reminder(scene: Scene) -> None:
    row = approved(scene)  # until 31 December 2027

    assert remind_of_ends(before(row.certificate_until, 60)) == 2
    assert "培训证书将于2027-12-31到期" in Notification.objects.first().text


def test_the_committee_and_its_agency_are_told_of_its_experts(scene: Scene) -> None:
    row = approved(scene, "committee_expert", "committee_expert_1")

    assert remind_of_ends(before(row.ends_on, 10)) == 2
    assert set(Notification.objects.values_list("post", flat=True)) == {"committee_secretary", "agreement_officer"}


@pytest.mark.parametrize("how", ["renewed", "dismissed", "over"])
def test_nobody_is_told_of_what_no_longer_ends(scene: Scene, serving: Engagement, how: str) -> None:
    on = before(serving.ends_on, 30)
    officer = {"by": scene.by("agreement_officer"), "now": scene.now}
    if how == "renewed":
        approved(scene, start=serving.ends_on + timedelta(days=1), certificate_until=date(2032, 6, 1))
    elif how == "dismissed":
        register.dismiss(engagement=serving, ground="利用职务之便收受当事人财物", reason="查明", **officer)
    else:
        on = before(serving.ends_on, -1)

    assert remind_of_ends(on) == 0


def test_the_reminder_leads_to_the_register_and_the_list_shows_who_ends(
    scene: Scene, serving: Engagement, settings: Any
) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    settings.LTCI_IDLE_MINUTES = settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    approved(scene, name="assessor_2", start=date(2027, 1, 1), certificate_until=date(2031, 1, 1))
    on = before(serving.ends_on, 20)
    remind_of_ends(on)
    with time_machine.travel(on, tick=False):
        for name in ("body_manager", "agreement_officer"):
            client = sign_in(scene.user(name))
            page = client.get(reverse("workflow:reminders")).content.decode()
            assert reverse("providers:engagement", args=[serving.pk]) in page
            assert "聘期将于2029-03-02届满" in client.get("/").content.decode()
            listed = client.get(reverse("providers:engagements"), {"state": "ending"}).content.decode()
            assert "assessor_1" in listed and "assessor_2" not in listed
        elsewhere = sign_in(Scene("TJ").user("agreement_officer"))
        assert "assessor_1" not in elsewhere.get(reverse("workflow:reminders")).content.decode()


def test_the_list_of_those_that_end_costs_the_same_for_many(scene: Scene, serving: Engagement, settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    settings.LTCI_IDLE_MINUTES = settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    with time_machine.travel(before(serving.ends_on, 20), tick=False):
        officer = sign_in(scene.user("agreement_officer"))
        address = reverse("providers:engagements") + "?state=ending"
        one = cost(officer, address)
        for number in range(2, 6):
            approved(scene, name=f"assessor_{number}", certificate_until=date(2031, 1, 1))

        assert cost(officer, address) == one <= 8
