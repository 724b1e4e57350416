"""The roster of a provider: who may stand on it, maker and checker, workbooks, C9 at every change. D7, C9, A19.

新疆、黑龙江第十四、二十一、四十二条; 宁夏第三十二、五十七条; 天津（四）.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from accounts.actors import Actor
from accounts.identity import check_character
from accounts.models import Appointment
from documents import workbooks
from providers.acts import staff
from providers.acts.bans import enter_ban
from providers.acts.import_staff import import_staff
from providers.models import RosterChange, StaffMember
from providers.rules.staff import STAFF
from tests.pages.desk import everything, sign_in
from tests.providers.scene import DesignationScene
from tests.providers.test_agreements import Served
from tests.providers.test_designation import code_of
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D7")]
START = date(2026, 3, 2)


def number(order: int, born: str = "19850101") -> str:
    body = f"650102{born}{order:03d}"
    return body + check_character(body)


def facts(order: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "name": "马兰", "id_number": number(order), "kind": "carer", "nhsa_code": "", "certificate": "长期照护师证书",
        "certificate_until": date(2028, 1, 1), "labour_contract": True, "starts_on": START,
    } | changed  # fmt: skip


@pytest.fixture
def scene() -> DesignationScene:
    found = DesignationScene("provider", "XJ")
    found.user("manager")
    return found


def propose(scene: DesignationScene, order: int = 1, **changed: Any) -> RosterChange:
    said = facts(order, **changed)
    return staff.propose_add(organisation=scene.organisation, by=scene.by("manager"), now=scene.now, **said)


def approve(scene: DesignationScene, change: RosterChange) -> list[str]:
    return staff.approve(change=change, by=scene.by("agreement_officer"), now=scene.now)[1]


def ban(scene: DesignationScene, order: int, scope: str = "practise") -> None:
    enter_ban(
        name="马兰", id_number=number(order), scope=scope, starts_on=START, ends_on=START + timedelta(days=365),
        reason="处理决定〔2026〕1号", by=scene.by("agreement_officer"), now=scene.now,
    )  # fmt: skip


def test_one_comes_on_the_roster_by_maker_and_checker(scene: DesignationScene) -> None:
    change = propose(scene)
    assert not StaffMember.objects.exists()
    assert code_of(staff.approve, change=change, by=scene.by("manager"), now=scene.now) == "not_permitted"
    far = DesignationScene("provider", "NX").by("agreement_officer")
    assert code_of(staff.approve, change=change, by=far, now=scene.now) == "not_permitted"
    approve(scene, change)
    assert StaffMember.objects.get().certificate_until == date(2028, 1, 1)
    assert code_of(staff.approve, change=change, by=scene.by("agreement_officer"), now=scene.now) == "wrong_state"
    Appointment.objects.create(
        user=scene.user("agreement_officer"), post="provider_manager", organisation=scene.organisation,
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    both = Actor.of(scene.user("agreement_officer"), START)
    own = staff.propose_add(organisation=scene.organisation, by=both, now=scene.now, **facts(2))
    assert code_of(staff.approve, change=own, by=both, now=scene.now) == "same_person"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"certificate": ""}, "certificate"),
        ({"certificate_until": date(2026, 3, 1)}, "certificate_until"),
        ({"id_number": "650102198513010019"}, "id_number"),
    ],
)
def test_who_lacks_something_is_refused_beside_the_field(scene: DesignationScene, changed: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(scene, **changed)
    assert list(refused.value.details) == [field] and refused.value.citation
    assert not RosterChange.objects.exists()


@pytest.mark.requirement("S4")
def test_a_banned_person_comes_on_no_roster_until_the_ban_is_over(scene: DesignationScene) -> None:
    change = propose(scene)
    ban(scene, 1)
    assert code_of(approve, scene, change) == "not_qualified"
    assert code_of(propose, scene, 1) == "not_qualified"
    scene.now += timedelta(days=366)
    approve(scene, change)


@pytest.mark.requirement("S4")
@pytest.mark.parametrize(
    ("scope", "kind", "code"),
    [
        ("practise", "carer", "not_qualified"),
        ("practise", "manager", "not_qualified"),
        ("manage", "manager", "not_qualified"),
        ("manage", "carer", None),
        ("payment", "carer", None),
    ],
)
def test_a_ban_keeps_from_the_work_that_it_names(
    scene: DesignationScene, scope: str, kind: str, code: str | None
) -> None:
    change = propose(scene, kind=kind)
    ban(scene, 1, scope)
    if code is None:
        approve(scene, change)
    else:
        assert code_of(approve, scene, change) == code
    assert StaffMember.objects.exists() is (code is None)


@pytest.mark.requirement("S4")
def test_an_organisation_whose_head_is_banned_from_management_does_not_apply(scene: DesignationScene) -> None:
    scene.form["legal_id_number"] = number(9)
    ban(scene, 9, "manage")
    assert code_of(scene.submitted) == "too_early"


@pytest.mark.requirement("C9")
@pytest.mark.parametrize(("area", "refused"), [("TJ", True), ("XJ", False)])
def test_tianjin_asks_carers_of_working_age_for_a_labour_contract(area: str, refused: bool) -> None:
    scene = DesignationScene("provider", area)
    if refused:
        assert code_of(propose, scene, labour_contract=False) == "not_qualified"
    else:
        propose(scene, labour_contract=False)
    old = number(3, "19600101")
    assert propose(scene, 3, labour_contract=False, id_number=old).state == "proposed"


def test_another_certificate_is_shown_old_beside_new_and_applied_once_checked(scene: DesignationScene) -> None:
    approve(scene, propose(scene))
    member = StaffMember.objects.get()
    said = {
        "nhsa_code": "HL1",
        "certificate": "护理员证书",
        "certificate_until": date(2029, 1, 1),
        "labour_contract": True,
    }
    change = staff.propose_alter(member=member, by=scene.by("manager"), now=scene.now, **said)
    assert (change.before["certificate"], change.after["certificate"]) == ("长期照护师证书", "护理员证书")
    again = {"member": member, "by": scene.by("manager"), "now": scene.now, **said}
    assert code_of(staff.propose_alter, **again) == "wrong_state"
    approve(scene, change)
    member.refresh_from_db()
    assert (member.certificate, member.certificate_until) == ("护理员证书", date(2029, 1, 1))
    expired = said | {"certificate_until": date(2026, 1, 1)}
    assert code_of(staff.propose_alter, **again | expired) == "not_qualified"


def test_what_is_sent_back_has_a_reason_and_changes_nothing(scene: DesignationScene) -> None:
    change, officer = propose(scene), scene.by("agreement_officer")
    assert code_of(staff.send_back, change=change, reason=" ", by=officer, now=scene.now) == "invalid_input"
    staff.send_back(change=change, reason="证书看不清", by=officer, now=scene.now)
    assert not StaffMember.objects.exists()
    assert propose(scene).state == "proposed"


@pytest.mark.requirement("C9")
def test_when_the_fourth_carer_leaves_the_officer_is_told_what_is_missing(scene: DesignationScene) -> None:
    scene.agreed()
    member = StaffMember.objects.filter(organisation=scene.organisation).first()
    leave = {"member": member, "by": scene.by("manager"), "now": scene.now}
    assert code_of(staff.propose_leave, ends_on=date(2024, 1, 1), **leave) == "invalid_input"
    missing = approve(scene, staff.propose_leave(ends_on=scene.now.date() - timedelta(days=1), **leave))
    assert missing == ["居家或者社区护理人员不少于 4 人，现为 3 人。"]
    assert JournalEntry.objects.get(act="providers.approve_staff").changed["lacking"] == missing
    assert (
        code_of(staff.propose_leave, ends_on=scene.now.date(), **leave | {"member": refreshed(member)}) == "wrong_state"
    )


def refreshed(member: StaffMember) -> StaffMember:
    return StaffMember.objects.get(pk=member.pk)


@pytest.mark.requirement("C9")
def test_the_live_figure_of_persons_per_carer(monkeypatch: pytest.MonkeyPatch) -> None:
    from providers import clients, staffing

    scene = DesignationScene("provider", "TJ")
    scene.staffed(carer=2)
    for severe, wrong in ((9, True), (10, False), (20, False), (21, True), (0, False)):
        monkeypatch.setattr(clients, "_told_by", [Served([], severe)])
        told, carers, finding = staffing.per_carer(scene.organisation.pk, scene.agency.area_id, START)
        assert (told, carers, finding is not None) == (severe, 2, wrong), severe


def test_a_training_is_recorded_once_and_not_before_its_end(scene: DesignationScene) -> None:
    approve(scene, propose(scene))
    said = {
        "member": StaffMember.objects.get(),
        "by": scene.by("manager"),
        "now": scene.now,
        "title": "技能培训",
        "hours": 8,
    }
    assert code_of(staff.record_training, ended_on=START + timedelta(days=1), **said) == "too_early"
    staff.record_training(ended_on=START, **said)
    assert code_of(staff.record_training, ended_on=START, **said) == "wrong_state"


# From a workbook -----------------------------------------------------------------------------------------------------


def book(*rows: dict[str, Any]) -> bytes:
    kinds = {"carer": "护理人员", "nurse": "护士"}
    lines = []
    for row in rows:
        said = row | {
            "kind": kinds.get(row["kind"], row["kind"]),
            "labour_contract": "是" if row["labour_contract"] else "否",
        }
        lines.append([said[column.name] for column in STAFF.columns])
    return workbooks.blank(STAFF, lines)


def load(scene: DesignationScene, content: bytes, dry_run: bool = False) -> Any:
    return import_staff(
        content=content, name="名册.xlsx", organisation=scene.organisation, by=scene.by("manager"), now=scene.now,
        dry_run=dry_run,
    )  # fmt: skip


@pytest.mark.requirement("A19")
def test_a_good_workbook_is_looked_at_and_then_taken_whole(scene: DesignationScene) -> None:
    content = book(*(facts(order, name="马" + "甲乙丙丁"[order]) for order in range(4)))
    before = everything()
    assert len(load(scene, content, dry_run=True).proposed) == 4
    assert everything() == before
    load(scene, content)
    assert RosterChange.objects.filter(state="proposed").count() == 4
    assert "已在本机构名册中，或者申报正在审核" in str(load(scene, content).faults[0])


@pytest.mark.requirement("A19")
def test_everything_wrong_is_told_by_row_and_nothing_is_half_loaded(scene: DesignationScene) -> None:
    ban(scene, 2)
    content = book(
        facts(1), facts(2), facts(3, certificate_until=date(2026, 1, 1)), facts(1, name="另一行"),
        facts(5, kind="园丁"), facts(6, certificate=""),
    )  # fmt: skip
    before = everything()
    report = load(scene, content)
    assert {fault.row for fault in report.faults} == {3, 4, 5, 6, 7}
    assert everything() == before


@pytest.mark.requirement("A19")
def test_a_hundred_rows_cost_as_many_look_ups_as_two(scene: DesignationScene) -> None:
    def looked(rows: int) -> int:
        content = book(*(facts(order) for order in range(rows)))
        with CaptureQueriesContext(connection) as found:
            load(scene, content, dry_run=True)
        return len(found)

    assert looked(100) == looked(2)


@pytest.mark.requirement("A19")
def test_the_pages_propose_import_and_check(scene: DesignationScene, settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    with travel(scene.now, tick=False):
        manager, officer = sign_in(scene.user("manager")), sign_in(scene.user("agreement_officer"))
        wrong = SimpleUploadedFile("a.xlsx", book(facts(1, certificate="")))
        sent = {"organisation": scene.organisation.pk}
        answer = manager.post(reverse("providers:import_staff"), sent | {"file": wrong})
        assert answer.status_code == 422 and "下载标注的文件" in answer.content.decode()
        good = SimpleUploadedFile("a.xlsx", book(facts(1)))
        assert manager.post(reverse("providers:import_staff"), sent | {"file": good}).status_code == 302
        bomb = SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"\x00" * 100)
        assert manager.post(reverse("providers:import_staff"), sent | {"file": bomb}).status_code == 422
        change = RosterChange.objects.get()
        page = reverse("providers:staff_change", args=[change.pk])
        assert number(1) not in officer.get(page).content.decode()
        assert officer.post(page, {"decision": "approve"}).status_code == 302
        assert officer.post(page, {"decision": "approve"}).status_code == 409
        member = reverse("providers:member", args=[StaffMember.objects.get().pk])
        said = {"what": "training", "title": "培训", "hours": "4", "ended_on": "2026-03-01"}
        assert manager.post(member, said).status_code == 302
        assert "培训，4 学时" in manager.get(member).content.decode()
        assert officer.post(member, said).status_code == 404
        assert "居家" not in manager.get(reverse("providers:staff")).content.decode().partition("<main")[0]
        for name in ("staff", "staff_changes", "add_staff", "staff_template"):
            assert manager.get(reverse(f"providers:{name}")).status_code == 200
        elsewhere = sign_in(DesignationScene("provider", "NX").user("agreement_officer"))
        assert elsewhere.get(page).status_code == 404 and elsewhere.get(member).status_code == 404
