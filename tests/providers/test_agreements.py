"""Agreements after they are signed: renewed by performance, suspended, resumed, ended, run out. D5, D8.

新疆、黑龙江第十一、二十条（三）、第三十七、三十八条; 宁夏第二十七、三十一条第4项、第五十二、五十三条.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from documents.models import Letter
from providers import clients, queries
from providers.models import Agreement, Filing
from tests.providers.scene import DesignationScene
from tests.providers.test_designation import code_of
from tests.scene import at
from workflow.models import Notification
from workflow.tasks import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D8")]
SAID = {"performance": "年度考核优秀", "signed_by_name": "赵建设"}


class Served:
    """What the care chapter would tell."""

    def __init__(self, names: list[str], severe: int = 0) -> None:
        self.held, self.severe = names, severe

    def names(self, organisation_id: int, on: date) -> list[str]:
        return self.held

    def severe_at_home(self, organisation_id: int, on: date) -> int:
        return self.severe


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Any:
    def tell(names: list[str], severe: int = 0) -> None:
        monkeypatch.setattr(clients, "_told_by", [Served(names, severe)])

    return tell


@pytest.mark.requirement("D5")
@pytest.mark.parametrize("area", ["XJ", "NX", "HLJ", "TJ"])
def test_a_renewal_begins_the_day_after_and_runs_three_years_at_most(area: str) -> None:
    scene = DesignationScene("provider", area)
    scene.agreed()
    first = scene.agreement
    last = date(2030, 3, 9)
    assert code_of(scene.on_agreement, "renew", ends_on=last + timedelta(days=1), **SAID) == "invalid_input"
    assert code_of(scene.on_agreement, "renew", ends_on=last, signed_by_name="赵", performance=" ") == "invalid_input"
    scene.on_agreement("renew", ends_on=last, **SAID)
    second = Agreement.objects.get(follows=first)
    assert (second.starts_on, second.ends_on, second.matter) == (date(2027, 3, 10), last, first.matter)
    again = {"case": first, "by": scene.by("agreement_officer"), "now": scene.now, "ends_on": last, **SAID}
    from workflow import acts

    assert code_of(acts.perform, "providers.renew", **again) == "wrong_state"
    assert queries.agreement_between(scene.agency.pk, scene.organisation.pk, date(2027, 3, 10)) == second


@pytest.mark.requirement("D5")
def test_an_agreement_that_has_run_out_is_closed_by_the_clock_and_not_renewed() -> None:
    scene = DesignationScene()
    scene.agreed()
    scene.pass_to(scene.agreement.ends_on)
    assert scene.agreement.state == "active"
    scene.now = at(str(scene.agreement.ends_on + timedelta(days=1)))
    assert code_of(scene.on_agreement, "renew", ends_on=date(2028, 1, 1), **SAID) == "too_late"
    scene.pass_to(scene.agreement.ends_on + timedelta(days=1))
    assert scene.agreement.state == "expired"
    assert queries.agreement_between(scene.agency.pk, scene.organisation.pk, scene.now.date()) is None


@pytest.mark.requirement("D5")
def test_the_officer_is_reminded_sixty_days_before_the_end() -> None:
    scene = DesignationScene()
    scene.agreed()
    ends = scene.agreement.ends_on
    sweep(at(str(ends - timedelta(days=61))), matter=scene.case.matter)
    assert not Notification.objects.filter(post="agreement_officer", due_on=ends).exists()
    for days in (60, 59):
        sweep(at(str(ends - timedelta(days=days))), matter=scene.case.matter)
    assert Notification.objects.filter(post="agreement_officer", due_on=ends).count() == 1


def test_a_suspended_agreement_gives_nothing_until_it_is_resumed() -> None:
    scene = DesignationScene()
    scene.agreed()
    today = scene.now.date()
    assert code_of(scene.on_agreement, "suspend", reason=" ") == "invalid_input"
    scene.on_agreement("suspend", reason="护理人员不足四人")
    assert not queries.designated(scene.agency.pk, "provider", today).filter(pk=scene.organisation.pk).exists()
    scene.on_agreement("resume", reason="已补足，经核查")
    assert queries.designated(scene.agency.pk, "provider", today).filter(pk=scene.organisation.pk).exists()
    kinds = ["suspension", "resumption"]
    assert list(Filing.objects.filter(subject__in=kinds).order_by("id").values_list("subject", flat=True)) == kinds


def test_what_has_run_out_meanwhile_is_not_resumed() -> None:
    scene = DesignationScene()
    scene.agreed()
    scene.on_agreement("suspend", reason="整改")
    scene.now = at(str(scene.agreement.ends_on + timedelta(days=1)))
    assert code_of(scene.on_agreement, "resume", reason="已整改") == "too_late"


def test_the_clients_of_an_ended_provider_are_listed_for_transfer(served: Any) -> None:
    scene = DesignationScene("provider", "NX")
    scene.agreed()
    served(["张*兰", "李*国"])
    assert code_of(scene.on_agreement, "terminate", because="", reason="x") == "invalid_input"
    done = scene.on_agreement("terminate", because="violation", reason="虚报服务")
    assert scene.agreement.state == "terminated" and scene.agreement.transfers_left == 2
    letter = next(row for row in done.letters if row.kind == "agreement_change")
    assert "张*兰" in letter.facts and "转接" in letter.facts
    assert Filing.objects.filter(subject="termination").count() == 1


@pytest.mark.parametrize(("because", "again"), [("violation", date(2029, 3, 11)), ("breach", date(2027, 3, 11))])
def test_a_body_whose_agreement_was_ended_waits_before_it_applies_again(because: str, again: date) -> None:
    scene = DesignationScene("body", "XJ")
    scene.agreed()
    scene.on_agreement("terminate", because=because, reason="查实")
    scene.now = at(str(again - timedelta(days=1)))
    assert code_of(scene.submitted) == "too_early"
    scene.now = at(str(again))
    assert scene.submitted().state == "submitted"


@pytest.mark.requirement("D6")
@pytest.mark.parametrize(
    ("area", "kind", "shown", "hidden"),
    [
        *((area, "provider", "0991-0000002", "") for area in ("XJ", "URU", "NX", "HLJ")),
        *((area, "body", "", "0991-0000002") for area in ("XJ", "URU", "HLJ")),
        ("NX", "body", "0991-0000002", ""),
    ],
)
def test_the_public_list_shows_what_the_text_names(area: str, kind: str, shown: str, hidden: str) -> None:
    scene = DesignationScene(kind, area)
    scene.agreed()
    with travel(scene.now, tick=False):
        page = Client().get(reverse("providers:designated"), {"kind": kind, "area": scene.agency.area_id})
        text = page.content.decode()
        assert scene.organisation.name in text
        assert shown in text and (not hidden or hidden not in text)
        elsewhere = Client().get(reverse("providers:designated"), {"kind": kind, "area": "110000"}).content.decode()
        assert scene.organisation.name not in elsewhere


@pytest.mark.requirement("D6")
@pytest.mark.parametrize(("area", "told"), [("NX", True), ("XJ", False), ("URU", False), ("HLJ", False), ("TJ", False)])
def test_ningxia_makes_suspended_and_ended_agreements_known_and_no_other_region_does(area: str, told: bool) -> None:
    scene = DesignationScene("provider", area)
    scene.agreed()
    for verb, word, said in (("suspend", "中止", {}), ("terminate", "解除", {"because": "breach"})):
        scene.on_agreement(verb, reason="检查发现问题", **said)
        with travel(scene.now, tick=False):
            text = Client().get(reverse("providers:designated"), {"kind": "provider"}).content.decode()
        assert (f"{scene.organisation.name}：" in text and word in text) is told


@pytest.mark.requirement("D8")
@pytest.mark.parametrize("area", ["XJ", "URU", "NX", "HLJ", "TJ"])
@pytest.mark.parametrize("kind", ["body", "provider"])
def test_ending_an_agreement_is_reported_to_the_department_and_needs_its_reason(area: str, kind: str) -> None:
    scene = DesignationScene(kind, area)
    scene.agreed()
    assert code_of(scene.on_agreement, "suspend", reason=" ") == "invalid_input"
    assert code_of(scene.on_agreement, "resume", reason="已整改") == "wrong_state"
    scene.on_agreement("suspend", reason="检查发现问题")
    scene.on_agreement("resume", reason="已整改")
    scene.on_agreement("terminate", because="breach", reason="严重违约")
    told = ["suspension", "resumption", "termination"]
    assert list(Filing.objects.filter(subject__in=told).order_by("id").values_list("subject", flat=True)) == told
    assert code_of(scene.on_agreement, "suspend", reason="检查发现问题") == "wrong_state"


@pytest.mark.requirement("D5")
def test_the_agreement_names_parties_term_and_the_version_of_its_text() -> None:
    from documents.pages import facts_of

    scene = DesignationScene("provider", "NX")
    scene.agreed()
    facts = facts_of(Letter.objects.get(kind="agreement"))
    assert facts.text_version == "2026-1" and facts.ends_on == date(2027, 3, 9)
    assert facts.organisation.name == scene.organisation.name and len(facts.clauses) == 6
    assert any("36个月" in part for clause in facts.clauses for part in clause.paragraphs)
