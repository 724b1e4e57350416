"""A body proposes its assessors and experts by workbook: each row a proposal of its own, the file whole or not. A19."""

import base64
import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from documents import workbooks
from ltci.rehearsal.stage import new_user
from providers.acts import engagement as register
from providers.acts.import_roster import Report, import_roster
from providers.models import Engagement
from providers.rules.roster import ROSTER
from tests.pages.desk import sign_in
from tests.providers.test_register import ASSESSOR, EXPERT, START
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A19")]
POSTS = {"assessor": "评估员", "expert": "评估专家"}


@pytest.fixture
def scene() -> Scene:
    return Scene("URU")


def body(scene: Scene) -> Organisation:
    return scene.stage.bodies["body_1"]


def row(scene: Scene, who: str, post: str = "assessor", **changed: Any) -> list[Any]:
    """A row as the body fills it in, of somebody who has an account there."""
    user = scene.user(who)
    user.organisation = body(scene)
    user.save()
    facts = ASSESSOR if post == "assessor" else EXPERT
    said = {**facts, "username": user.username, "name": user.name, "post": POSTS[post], "starts_on": START, **changed}
    shown = {True: "是", False: "否", None: ""}
    values = [said.get(column.name, "") for column in ROSTER.columns]
    return [shown[value] if isinstance(value, bool | None) else value for value in values]


def take(scene: Scene, *rows: list[Any], by: str = "body_manager", **options: Any) -> Report:
    return import_roster(
        content=workbooks.blank(ROSTER, rows), name="名册.xlsx", organisation=body(scene), by=scene.by(by),
        now=scene.now, **options,
    )  # fmt: skip


def told(report: Report) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in report.faults]


def test_each_row_becomes_a_proposal_that_the_agency_approves_by_itself(scene: Scene) -> None:
    report = take(scene, row(scene, "assessor_1"), row(scene, "expert_1", "expert"))

    assert report.faults == []
    first, second = Engagement.objects.order_by("pk")
    assert (first.state, first.post, second.post, second.labour_contract) == ("proposed", "assessor", "expert", True)
    acts = list(JournalEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["providers.propose_engagement"] * 2 + ["providers.import_roster"]
    entry = JournalEntry.objects.latest("id")
    assert entry.changed == {"file": "名册.xlsx", "proposed": 2}
    assert register.approve(engagement=first, by=scene.by("agreement_officer"), now=scene.now).state == "in_force"


def test_one_wrong_row_and_nothing_is_proposed(scene: Scene) -> None:
    rows = [
        row(scene, "assessor_1"),
        row(scene, "assessor_2", education="高中", born=date(1960, 1, 1)),
        row(scene, "assessor_3", username="nobody"),
        row(scene, "assessor_4", name="别人"),
        row(scene, "expert_1", "expert", department="眼科", born="很久以前"),
        row(scene, "assessor_1"),
    ]

    report = take(scene, *rows)

    assert told(report) == [(3, "出生日期"), (3, "学历"), (4, "登录名"), (5, "姓名"), (6, "出生日期"), (7, "登录名")]
    assert "学历须中专及以上" in report.faults[1].message and "与第 2 行重复" in report.faults[-1].message
    assert not Engagement.objects.exists() and not JournalEntry.objects.exists()


def test_a_trial_run_says_what_would_come_and_files_nothing(scene: Scene) -> None:
    report = take(scene, row(scene, "assessor_1"), dry_run=True)

    assert (len(report.proposed), report.faults) == (1, [])
    assert not Engagement.objects.exists() and not JournalEntry.objects.exists()


def test_who_waits_or_serves_already_is_told_at_the_row(scene: Scene) -> None:
    take(scene, row(scene, "assessor_1"), row(scene, "assessor_2"))
    serving = Engagement.objects.get(user=scene.user("assessor_2"))
    register.approve(engagement=serving, by=scene.by("agreement_officer"), now=scene.now)

    report = take(scene, row(scene, "assessor_1"), row(scene, "assessor_2"))

    assert told(report) == [(2, "登录名"), (3, "聘期起")]
    next_day, late = serving.ends_on + timedelta(days=1), date(2032, 1, 1)
    renewal = row(scene, "assessor_2", starts_on=next_day, certificate_until=late)
    assert take(scene, renewal).faults == []


def test_only_the_bodys_own_manager_imports_and_only_its_own_people(scene: Scene) -> None:
    rows = [row(scene, "assessor_1")]
    elsewhere = Scene("TJ")
    stranger = elsewhere.user("assessor_1")
    for who in (scene.by("agreement_officer"), elsewhere.by("body_manager")):
        with pytest.raises(Refusal, match="只有本机构的管理员") as refused:
            import_roster(content=b"", name="x", organisation=body(scene), by=who, now=scene.now)
        assert refused.value.code == "not_permitted"

    report = take(scene, *rows, row(scene, "assessor_2", username=stranger.username, name=stranger.name))

    assert told(report) == [(3, "登录名")]


def test_a_colleague_who_was_faster_wins_and_the_file_is_left(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the check and the filing somebody proposes the second person of the file."""
    rows = [row(scene, "assessor_1"), row(scene, "assessor_2")]
    file, asked = register.file, []

    def overtaken(entry: Engagement, *args: Any) -> Engagement:
        asked.append(entry)
        if len(asked) == 2:
            entry.pk, other = None, Engagement.objects.get(user=scene.user("assessor_1"))
            entry.user = other.user
        return file(entry, *args)

    monkeypatch.setattr(register, "file", overtaken)
    with pytest.raises(Refusal, match="正在审核") as refused:
        take(scene, *rows)

    assert refused.value.code == "wrong_state"
    assert not Engagement.objects.exists()


def test_checking_costs_the_same_for_many(scene: Scene) -> None:
    rows = [row(scene, f"assessor_{number}") for number in range(1, 12)]

    def cost(*given: list[Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert take(scene, *given, dry_run=True).faults == []
        return len(captured)

    cost(*rows[:1])  # what a process learns once
    assert cost(*rows[:1]) == cost(*rows) <= 3


def send(client: Client, scene: Scene, content: bytes, name: str = "名册.xlsx", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("providers:import_roster"), {"organisation": body(scene).pk, "file": file, **more})


def test_the_pages_from_the_template_to_the_marked_copy_and_the_proposals(scene: Scene, settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    with time_machine.travel(scene.now, tick=False):
        manager = sign_in(scene.user("body_manager"))
        template = manager.get(reverse("providers:roster_template"))
        book = openpyxl.load_workbook(io.BytesIO(template.content))
        book[ROSTER.title].append(row(scene, "assessor_1", education="小学"))
        held = io.BytesIO()
        book.save(held)

        answer = send(manager, scene, held.getvalue())

        page = answer.content.decode()
        assert answer.status_code == 422 and "共 1 处错误" in page and "只能填：初中及以下" in page
        copy = base64.b64decode(re.search(r'base64,([^"]+)"', page).group(1))  # type: ignore[union-attr]
        marked = openpyxl.load_workbook(io.BytesIO(copy))
        assert "学历：只能填" in marked[ROSTER.title].cell(2, len(ROSTER.columns) + 1).value
        marked[ROSTER.title].cell(2, 5).value = "大专"
        corrected = io.BytesIO()
        marked.save(corrected)
        assert "尚未申报" in send(manager, scene, corrected.getvalue(), check="1").content.decode()
        assert not Engagement.objects.exists()
        assert send(manager, scene, corrected.getvalue())["Location"] == reverse("providers:engagements")
        assert Engagement.objects.get().education == "大专"
        again = send(manager, scene, corrected.getvalue())
        assert again.status_code == 422 and "不需要重复申报" in again.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "空"), (b"x", "不是有效的 Excel"), (workbooks.blank(ROSTER), "没有填写内容")],
    ids=["empty", "text", "unfilled"],
)
def test_a_wrong_file_is_told_beside_its_field(scene: Scene, settings: Any, content: bytes, sentence: str) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    with time_machine.travel(scene.now, tick=False):
        answer = send(sign_in(scene.user("body_manager")), scene, content)

    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_nobody_else_opens_the_import(scene: Scene, settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    officer = sign_in(scene.user("agreement_officer"))
    for name in ("import_roster", "roster_template"):
        assert officer.get(reverse(f"providers:{name}")).status_code == 403


def test_a_name_that_looks_like_a_formula_is_only_text(scene: Scene) -> None:
    user = new_user("=1+1")
    report = take(scene, row(scene, "assessor_1", username=user.username, name="=1+1"))

    assert told(report) == [(2, "登录名")]
