"""The provider enters and trains a family carer, the agency checks; two months later they clock in.

天津通知（四）、（七）.
"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.identity import check_character
from care.models import FamilyCarer, FamilyCarerEntry
from care.rules.family import complete, full_from
from providers.acts.bans import enter_ban
from providers.models import StaffMember
from tests.care.scene import CareScene
from tests.care.test_flow import code_of
from tests.pages.desk import engaged, everything, sign_in
from tests.papers.making import PDF
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C5"), pytest.mark.requirement("C9")]
MANAGER, OTHER, OFFICER = "provider_manager", "provider_manager_11", "agreement_officer"
BEGUN, FULL = date(2026, 4, 2), date(2026, 6, 1)


def number(order: int = 1) -> str:
    body = f"12010119800101{order:03d}"
    return body + check_character(body)


def facts(**changed: Any) -> dict[str, Any]:
    return {"name": "王小芳", "id_number": number(), "relation": "女儿", "trained_from": BEGUN, **changed}


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def scene() -> CareScene:
    found = CareScene("TJ")
    found.active(mode="family")
    found.on("2026-04-10")
    return found


def entered(scene: CareScene, **changed: Any) -> FamilyCarerEntry:
    scene.act("care.enter_family_carer", MANAGER, **facts(**changed))
    assert scene.benefit is not None
    return scene.benefit.family_entries.latest("pk")


def approved(scene: CareScene, **changed: Any) -> FamilyCarer:
    entered(scene, **changed)
    scene.act("care.approve_family_carer", OFFICER)
    assert scene.benefit is not None
    return scene.benefit.family_carers.latest("pk")


def applied_by_the_daughter(scene: CareScene) -> None:
    application = scene.benefit.application
    application.applicant_id_number, application.applicant_user = number(), scene.user("applicant")
    application.save()


def refusal_of(scene: CareScene, act: str, by: str, /, **inputs: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        scene.act(act, by, **inputs)
    assert refused.value.citation and refused.value.message.endswith("。")
    return refused.value


def test_from_the_entry_to_the_first_clocking_in(scene: CareScene) -> None:
    applied_by_the_daughter(scene)
    entry = entered(scene)
    assert (entry.state, entry.provider, entry.name) == ("proposed", scene.provider(), "王小芳")
    assert not StaffMember.objects.filter(kind="family").exists()

    scene.on("2026-04-11")
    scene.act("care.approve_family_carer", OFFICER)
    tie = scene.benefit.family_carers.get()
    member = tie.member
    assert (member.organisation, member.kind, member.trained_from, member.trained_until) == (
        scene.provider(), "family", BEGUN, None,
    )  # fmt: skip
    assert (tie.relation, tie.since, member.user) == ("女儿", date(2026, 4, 11), scene.user("applicant"))
    entry.refresh_from_db()
    assert (entry.state, entry.tie, entry.decided_by) == ("approved", tie, scene.user(OFFICER))

    scene.carers[7] = member
    clock = {"carer": 7, "identity": ""}
    scene.on("2026-05-20")
    given = scene.service("2026-05-20", **clock)
    assert code_of(scene, "care.record_service", "applicant", **given) == "not_qualified"

    scene.on(FULL, hour=15)
    scene.act("care.complete_family_training", MANAGER, family_carer=tie, trained_until=FULL, exam="考核合格")
    tie.refresh_from_db()
    assert (tie.exam, tie.member.trained_until) == ("考核合格", FULL)
    given = scene.service("2026-05-31", **clock)
    assert code_of(scene, "care.record_service", "applicant", **given) == "not_qualified"
    assert scene.record(FULL, by="applicant", **clock).source == "family"
    acts = JournalEntry.objects.filter(case_id=str(scene.benefit.pk), act__contains="family").order_by("id")
    assert list(acts.values_list("act", flat=True)) == [
        "care.enter_family_carer", "care.approve_family_carer", "care.complete_family_training",
    ]  # fmt: skip
    assert all("天津" in row.citation and number() not in str(row.changed) for row in acts)


def test_two_months_are_counted_to_the_day_before() -> None:
    assert full_from(date(2026, 4, 2), 2) == date(2026, 6, 1)
    assert full_from(date(2026, 12, 31), 2) == date(2027, 2, 27)
    assert complete(BEGUN, FULL, 2) and not complete(BEGUN, date(2026, 5, 31), 2)
    assert not complete(None, FULL, 2) and not complete(BEGUN, None, 2)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"name": " "}, "invalid_input", "name"),
        ({"relation": ""}, "invalid_input", "relation"),
        ({"id_number": "12010119800101001"}, "invalid_input", "id_number"),
        ({"id_number": ""}, "invalid_input", "id_number"),
        ({"trained_from": None}, "invalid_input", "trained_from"),
        ({"trained_from": date(2026, 4, 11)}, "invalid_input", "trained_from"),
        ({"trained_from": date(2026, 1, 1)}, "too_early", "trained_from"),
    ],
)
def test_a_faulty_entry_is_refused_at_its_field(
    scene: CareScene, changed: dict[str, Any], code: str, field: str
) -> None:
    refusal = refusal_of(scene, "care.enter_family_carer", MANAGER, **facts(**changed))
    assert (refusal.code, field in refusal.details) == (code, True)
    assert "天津" in refusal.citation
    assert not FamilyCarerEntry.objects.exists()


def test_nobody_cares_for_himself_nobody_barred_and_nobody_twice(scene: CareScene) -> None:
    own = scene.benefit.person.id_number
    assert refusal_of(scene, "care.enter_family_carer", MANAGER, **facts(id_number=own)).code == "invalid_input"
    enter_ban(
        name="王小兰", id_number=number(2), scope="practise", starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1),
        reason="处理决定", by=scene.by(OFFICER), now=scene.now,
    )  # fmt: skip
    barred = facts(id_number=number(2))
    assert refusal_of(scene, "care.enter_family_carer", MANAGER, **barred).code == "not_qualified"
    approved(scene)
    assert refusal_of(scene, "care.enter_family_carer", MANAGER, **facts()).code == "invalid_input"
    entered(scene, id_number=number(3), name="王小明", relation="儿子")
    waiting = facts(id_number=number(4))
    assert refusal_of(scene, "care.enter_family_carer", MANAGER, **waiting).code == "wrong_state"


def test_who_was_barred_after_the_entry_is_not_approved(scene: CareScene) -> None:
    entered(scene)
    enter_ban(
        name="王小芳", id_number=number(), scope="practise", starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1),
        reason="处理决定", by=scene.by(OFFICER), now=scene.now,
    )  # fmt: skip
    assert refusal_of(scene, "care.approve_family_carer", OFFICER).code == "not_qualified"


def test_the_agency_sends_back_with_a_reason_and_the_provider_enters_anew(scene: CareScene) -> None:
    entry = entered(scene)
    assert refusal_of(scene, "care.return_family_carer", OFFICER, reason=" ").code == "invalid_input"
    scene.act("care.return_family_carer", OFFICER, reason="身份证号码与户口簿不符")
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == ("returned", "身份证号码与户口簿不符")
    assert refusal_of(scene, "care.approve_family_carer", OFFICER).code == "wrong_state"
    approved(scene, id_number=number(5))
    assert scene.benefit.family_carers.get().member.id_number == number(5)


def test_who_entered_does_not_check(scene: CareScene) -> None:
    entered(scene)
    both = scene.user(MANAGER)
    both.appointments.create(post=OFFICER, organisation=scene.stage.agency, starts_on="2020-01-01")
    scene.actors = {}
    from accounts.actors import Actor
    from workflow import acts

    by = Actor.of(both, scene.now.date())
    for verb, inputs in (("approve", {}), ("return", {"reason": "不符"})):
        with pytest.raises(Refusal) as refused:
            acts.perform(f"care.{verb}_family_carer", case=scene.benefit, by=by, now=scene.now, **inputs)
        assert refused.value.code == "same_person"


def test_other_posts_other_providers_and_other_agencies_may_not(scene: CareScene) -> None:
    for who in (OTHER, "carer_1", "applicant", "dispatcher", "supervisor", OFFICER, "care_specialist"):
        assert refusal_of(scene, "care.enter_family_carer", who, **facts()).code == "not_permitted", who
    tie = approved(scene)
    entered(scene, id_number=number(2))
    for who in (MANAGER, OTHER, "supervisor", "dispatcher", "applicant"):
        assert refusal_of(scene, "care.approve_family_carer", who).code == "not_permitted", who
        assert refusal_of(scene, "care.return_family_carer", who, reason="不符").code == "not_permitted", who
    scene.on(FULL)
    said = {"family_carer": tie, "trained_until": FULL, "exam": "合格"}
    for who in (OTHER, "carer_1", OFFICER, "applicant"):
        assert refusal_of(scene, "care.complete_family_training", who, **said).code == "not_permitted", who


def test_the_earlier_provider_enters_nobody_and_completes_nothing(scene: CareScene) -> None:
    tie = approved(scene)
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    scene.act("care.accept_dispatch", OTHER)
    scene.on(FULL)
    assert refusal_of(scene, "care.enter_family_carer", MANAGER, **facts(id_number=number(2))).code == "wrong_state"
    said = {"family_carer": tie, "trained_until": FULL, "exam": "合格"}
    assert refusal_of(scene, "care.complete_family_training", MANAGER, **said).code == "wrong_state"
    assert refusal_of(scene, "care.complete_family_training", OTHER, **said).code == "wrong_state"
    assert not FamilyCarer.objects.visible_to(scene.by(OTHER)).exists()
    assert not FamilyCarerEntry.objects.visible_to(scene.by(OTHER)).exists()
    scene.act("care.enter_family_carer", OTHER, **facts())
    scene.act("care.approve_family_carer", OFFICER)
    assert FamilyCarer.objects.visible_to(scene.by(OTHER)).get().member.organisation == scene.provider(2)


def test_an_entry_of_a_provider_that_no_longer_serves_is_sent_back(scene: CareScene) -> None:
    entered(scene)
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    scene.act("care.accept_dispatch", OTHER)
    refusal = refusal_of(scene, "care.approve_family_carer", OFFICER)
    assert refusal.code == "wrong_state" and "请退回" in refusal.message
    scene.act("care.return_family_carer", OFFICER, reason="机构已变更")


def test_the_training_is_neither_cut_short_nor_undocumented(scene: CareScene) -> None:
    assert refusal_of(scene, "care.complete_family_training", MANAGER).code == "wrong_state"
    tie = approved(scene)
    scene.on("2026-06-05")
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"family_carer": None}, "invalid_input", "family_carer"),
        ({"trained_until": None}, "invalid_input", "trained_until"),
        ({"trained_until": date(2026, 6, 6)}, "invalid_input", "trained_until"),
        ({"trained_until": date(2026, 5, 31)}, "too_early", "trained_until"),
        ({"exam": " "}, "invalid_input", "exam"),
    ]
    for changed, code, field in cases:
        said = {"family_carer": tie, "trained_until": FULL, "exam": "合格", **changed}
        refusal = refusal_of(scene, "care.complete_family_training", MANAGER, **said)
        assert (refusal.code, field in refusal.details) == (code, True), changed
        assert "天津" in refusal.citation
    assert (
        "2026-06-01"
        in refusal_of(
            scene,
            "care.complete_family_training",
            MANAGER,
            family_carer=tie,
            trained_until=date(2026, 5, 31),
            exam="合格",
        ).message
    )
    scene.act("care.complete_family_training", MANAGER, family_carer=tie, trained_until=FULL, exam="合格")
    again = {"family_carer": tie, "trained_until": FULL, "exam": "合格"}
    assert refusal_of(scene, "care.complete_family_training", MANAGER, **again).code == "wrong_state"


def test_the_care_of_a_relative_ends_and_the_record_stays(scene: CareScene) -> None:
    assert refusal_of(scene, "care.end_family_carer", MANAGER).code == "wrong_state"
    tie = approved(scene)
    scene.on("2026-04-20")
    cases: list[tuple[dict[str, Any], str]] = [
        ({"until": date(2026, 4, 21)}, "until"),
        ({"until": date(2026, 4, 9)}, "until"),
        ({"until": None}, "until"),
        ({"reason": ""}, "reason"),
        ({"family_carer": None}, "family_carer"),
    ]
    for changed, field in cases:
        said = {"family_carer": tie, "until": date(2026, 4, 19), "reason": "外出务工", **changed}
        assert field in refusal_of(scene, "care.end_family_carer", MANAGER, **said).details, changed
    scene.act("care.end_family_carer", MANAGER, family_carer=tie, until=date(2026, 4, 19), reason="外出务工")
    tie.refresh_from_db()
    assert (tie.until, tie.end_reason) == (date(2026, 4, 19), "外出务工")
    back = approved(scene, trained_from=date(2026, 4, 15))
    assert back.member == tie.member and back.member.trained_from == BEGUN


def test_an_end_before_a_recorded_service_is_refused(scene: CareScene) -> None:
    applied_by_the_daughter(scene)
    tie = approved(scene)
    scene.carers[7] = tie.member
    scene.on(FULL, hour=15)
    scene.act("care.complete_family_training", MANAGER, family_carer=tie, trained_until=FULL, exam="合格")
    scene.record(FULL, by="applicant", carer=7, identity="")
    said = {"family_carer": tie, "until": date(2026, 5, 31), "reason": "外出"}
    assert "打卡记录" in refusal_of(scene, "care.end_family_carer", MANAGER, **said).message


@pytest.mark.parametrize("area", ["URU", "NX", "HLJ"])
def test_no_other_region_has_family_carers(area: str) -> None:
    scene = CareScene(area)
    scene.active()
    scene.later(5)
    refusal = refusal_of(scene, "care.enter_family_carer", MANAGER, **facts(trained_from=scene.now.date()))
    assert refusal.code == "not_provided_for"


# Pages ---------------------------------------------------------------------------------------------------------------


def page(scene: CareScene, who: str) -> str:
    with time_machine.travel(scene.now, tick=False):
        return sign_in(scene.user(who)).get(reverse("benefit", args=[scene.benefit.pk])).content.decode()


def send(scene: CareScene, client: Client, verb: str, **fields: Any) -> Any:
    scene.refresh()
    form = {"version": scene.benefit.version, "request_key": uuid4().hex, **fields}
    return client.post(reverse("care:act", args=[scene.benefit.pk, verb]), form)


def test_the_pages_from_the_entry_to_the_full_carer(scene: CareScene) -> None:
    manager, officer = sign_in(scene.user(MANAGER)), sign_in(scene.user(OFFICER))
    with time_machine.travel(scene.now, tick=False):
        empty = manager.get(reverse("care:act", args=[scene.benefit.pk, "enter_family_carer"])).content.decode()
        assert "满 2 个月" in empty
        wrong = send(scene, manager, "enter_family_carer", **facts(id_number="12"))
        assert wrong.status_code == 422
        assert send(scene, manager, "enter_family_carer", **facts()).status_code == 302
        waiting = officer.get(reverse("care:people"), {"needs": "family"}).content.decode()
        assert scene.benefit.person.name in waiting
        shown = officer.get(reverse("care:act", args=[scene.benefit.pk, "approve_family_carer"])).content.decode()
        assert "王小芳" in shown and "女儿" in shown and number() not in shown and number()[-4:] in shown
        assert "满 2 个月为2026年6月1日" in shown.replace(" ", "").replace("满2个月", "满 2 个月")
    for who in (MANAGER, OFFICER, "applicant", "supervisor"):
        assert "王小芳（女儿）待审核" in page(scene, who), who
    with time_machine.travel(scene.now, tick=False):
        assert send(scene, officer, "approve_family_carer").status_code == 302
        left = officer.get(reverse("care:people"), {"needs": "family"})
        assert list(left.context["page"].object_list) == []
    for who in (MANAGER, OFFICER, "applicant", "supervisor"):
        told = page(scene, who)
        assert "王小芳" in told and "临时，满 2 个月为 2026-06-01" in told and number() not in told, who
    scene.on(FULL)
    tie = scene.benefit.family_carers.get()
    manager = sign_in(scene.user(MANAGER))
    with time_machine.travel(scene.now, tick=False):
        said = {"family_carer": tie.pk, "trained_until": "2026-06-01", "exam": "考核合格"}
        paper = SimpleUploadedFile("考核.pdf", PDF, content_type="application/pdf")
        answer = send(scene, manager, "complete_family_training", **said, paper_file=paper)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        roster = manager.get(reverse("providers:staff"), {"kind": "family"}).content.decode()
        assert "王小芳" in roster and "亲情照护人员" in roster
    assert "正式（没有打卡账户）" in page(scene, "applicant")
    tie.refresh_from_db()
    assert tie.exam_paper is not None


def test_another_provider_neither_opens_nor_changes_anything(scene: CareScene) -> None:
    tie = approved(scene)
    strangers = [engaged("provider_manager", scene.provider(2)), scene.user(OTHER), CareScene("NX").user(OFFICER)]
    clients = [sign_in(user) for user in strangers]
    before = everything()
    verbs = ("enter_family_carer", "approve_family_carer", "return_family_carer", "complete_family_training")
    with time_machine.travel(scene.now, tick=False):
        for client in clients:
            for verb in (*verbs, "end_family_carer"):
                assert client.get(reverse("care:act", args=[scene.benefit.pk, verb])).status_code == 404
                sent = send(scene, client, verb, **facts(family_carer=tie.pk, until="2026-04-10", reason="x"))
                assert sent.status_code == 404, verb
    assert everything() == before


def test_the_page_costs_the_same_for_one_carer_as_for_many(scene: CareScene) -> None:
    def cost() -> int:
        with time_machine.travel(scene.now, tick=False):
            client = sign_in(scene.user("supervisor"))
            url = reverse("benefit", args=[scene.benefit.pk])
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
        return len(captured)

    approved(scene)
    once = cost()
    for order in range(2, 8):
        approved(scene, id_number=number(order), name=f"亲属{order}")
    assert cost() == once
