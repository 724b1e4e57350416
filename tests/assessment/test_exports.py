"""All archives of a person or a body within a period as one package, made by a job, every look written. A20, I5."""

import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Appointment
from applications.acts.print_form import print_form
from assessment import tasks
from assessment.acts import export_archives
from assessment.models import ArchiveExport
from documents import archiving
from documents.models import ArchivePackage
from tests.assessment.test_archives import content, delivered, filed
from tests.pages.conftest import client_of, clock, password_alone, scene_at, working_days
from tests.pages.test_query_counts import cost
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

__all__ = ["client_of", "clock", "delivered", "password_alone", "scene_at", "working_days"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A20"), pytest.mark.requirement("I5")]
PAGE = "assessment:exports"
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job is rung by hand."""
    monkeypatch.setattr(tasks.build_export, "delay", lambda pk: None)


def asked(scene: Scene, by: str = "archivist", **changed: Any) -> ArchiveExport:
    said = {"body": scene.stage.bodies["body_1"], "since": SINCE, "until": UNTIL, "purpose": "年度检查", **changed}
    return export_archives.ask(agency=scene.stage.agency, by=scene.by(by), now=scene.now, **said)


def made(scene: Scene, **changed: Any) -> ArchiveExport:
    row = asked(scene, **changed)
    tasks.build_export(str(row.pk))
    return ArchiveExport.objects.get(pk=row.pk)


def refusal_of(scene: Scene, **changed: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        asked(scene, **changed)
    return refused.value


def test_the_package_holds_each_closed_matter_whole_and_lists_the_open_ones(
    delivered: Scene, scene_at: Callable[..., Scene]
) -> None:
    running = scene_at("assigned", "640100")
    running.application.__class__.objects.filter(pk=running.application.pk).update(agency=delivered.stage.agency)
    running.assessment.__class__.objects.filter(pk=running.assessment.pk).update(body=delivered.stage.bodies["body_1"])

    row = made(delivered)

    assert (row.state, row.total, row.done, row.left_out, row.problem) == ("done", 2, 1, 1, "")
    inside = content(row)  # type: ignore[arg-type]
    index = json.loads(inside.read("index.json"))
    package = ArchivePackage.objects.get()
    first = index["items"][0]
    assert (first["number"], first["sha256"]) == (package.number, package.sha256)
    with zipfile.ZipFile(BytesIO(inside.read(first["name"]))) as matter:
        assert {"catalogue.pdf", "index.json"} < set(matter.namelist())
    assert str(running.application.matter) in inside.read(index["items"][1]["name"]).decode()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(inside.read("catalogue.pdf"))).pages)
    for words in ("档案汇编", delivered.stage.bodies["body_1"].name, "年度检查", "没有收入的事项"):
        assert words in text
    assert archiving.faults(row.file, row.sha256) == []


def test_of_a_person_all_matters_of_the_period_and_no_others(delivered: Scene) -> None:
    person = delivered.stage.person
    row = made(delivered, body=None, person=person)
    assert (row.done, row.subject) == (1, person.name)

    for period in ({"since": date(2026, 3, 3)}, {"until": date(2026, 3, 1)}):
        assert refusal_of(delivered, body=None, person=person, **period).code == "invalid_input"


def test_a_matter_is_filed_anew_only_where_something_has_come_since(delivered: Scene) -> None:
    first = filed(delivered)
    made(delivered)
    assert ArchivePackage.objects.get() == first

    print_form(case=delivered.application, by=delivered.by("intake_clerk"), now=delivered.later())
    made(delivered)

    assert ArchivePackage.objects.latest("edition").edition == 2


def test_the_journal_names_the_asking_each_matter_and_each_download(
    delivered: Scene, client_of: Callable[..., Client]
) -> None:
    row, archivist = made(delivered), client_of(delivered, "archivist")

    answer = archivist.post(reverse("assessment:download_export", args=[row.pk]))

    assert zipfile.is_zipfile(BytesIO(b"".join(answer.streaming_content)))
    entries = JournalEntry.objects.filter(act=export_archives.NAME).order_by("id")
    assert [entry.reason for entry in entries] == ["年度检查"] * 3
    assert [bool(entry.matter) for entry in entries] == [False, True, False]
    assert entries[2].changed["handed_out"] is True
    page = client_of(delivered, "supervisor").get(reverse("matter", args=[delivered.application.matter]))
    assert "导出档案" in page.content.decode()


def test_the_same_asked_for_twice_is_made_once(delivered: Scene, no_broker: None) -> None:
    first = asked(delivered)
    assert asked(delivered, by="supervisor") == first
    assert ArchiveExport.objects.count() == 1

    assert tasks.build_waiting() == 1
    assert tasks.build_waiting() == 0
    assert asked(delivered) != first


def test_a_job_that_died_is_begun_anew_and_a_living_one_is_left_alone(delivered: Scene, no_broker: None) -> None:
    row = asked(delivered)
    assert export_archives.claim(delivered.now)
    assert export_archives.claim(delivered.now) is None
    assert ArchiveExport.objects.get(pk=row.pk).state == "running"

    dead = export_archives.claim(delivered.now + export_archives.LEASE + timedelta(seconds=1))

    assert dead == row


def test_a_changed_archive_is_not_handed_on(delivered: Scene) -> None:
    package = filed(delivered)
    path = Path(default_storage.path(package.file))
    path.write_bytes(path.read_bytes() + b"x")

    row = made(delivered)

    assert (row.state, row.file) == ("failed", "")
    assert package.number in row.problem and "与归档时不一致" in row.problem
    path.write_bytes(path.read_bytes()[:-1])
    export_archives.again(export=row, by=delivered.by("archivist"), now=delivered.now)
    tasks.build_waiting()
    assert ArchiveExport.objects.get().state == "done"


def test_an_error_on_the_way_is_told_and_leaves_no_half_package(
    delivered: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(archiving, "bundle", full)
    row = made(delivered)

    assert row.state == "failed" and "系统错误（OSError）" in row.problem
    assert not JournalEntry.objects.filter(act=export_archives.NAME, matter__isnull=False).exists()


def test_who_lost_the_post_meanwhile_gets_nothing(delivered: Scene, no_broker: None) -> None:
    row = asked(delivered)
    posts = Appointment.objects.filter(user=delivered.user("archivist"))
    posts.update(revoked_at=delivered.now, revoked_by=delivered.user("supervisor"))
    tasks.build_waiting()

    assert "只有本经办机构的档案岗、负责人" in ArchiveExport.objects.get(pk=row.pk).problem


@pytest.mark.parametrize("changed", [{"purpose": " "}, {"until": date(2025, 1, 1)}, {"since": date(2026, 12, 1)}])
def test_what_is_asked_for_wrongly_is_refused(delivered: Scene, changed: dict[str, Any]) -> None:
    assert refusal_of(delivered, **changed).code == "invalid_input"
    assert refusal_of(delivered, by="reviewer").code == "not_permitted"
    assert not ArchiveExport.objects.exists()


def test_the_page_takes_it_from_the_question_to_the_package(delivered: Scene, client_of: Callable[..., Client]) -> None:
    archivist = client_of(delivered, "archivist")
    said = {"agency": delivered.stage.agency.pk, "since": "2026-01-01", "until": "2026-12-31", "purpose": "检查"}

    for wrong in ({}, {"id_number": "1"}, {"body": delivered.stage.bodies["body_1"].pk, "id_number": "x"}):
        assert archivist.post(reverse(PAGE), said | wrong).status_code == 422
    answer = archivist.post(reverse(PAGE), said | {"id_number": delivered.stage.person.id_number})
    assert answer["Location"] == reverse(PAGE)
    row = ArchiveExport.objects.get()
    if row.state == "waiting":
        tasks.build_waiting()

    assert "已制作，1 个事项" in archivist.get(reverse(PAGE)).content.decode()
    checked = archivist.post(reverse("assessment:check_export", args=[row.pk]), follow=True)
    assert "与制作时一致" in checked.content.decode()


def test_nobody_else_asks_or_downloads(
    delivered: Scene, scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    row = made(delivered)
    names = ("download_export", "check_export", "export_again")
    other = client_of(scene_at("submitted", "120000"), "archivist")
    for name in names:
        assert other.post(reverse(f"assessment:{name}", args=[row.pk])).status_code == 404
        manager = client_of(delivered, "body_manager")
        assert manager.post(reverse(f"assessment:{name}", args=[row.pk])).status_code == 403
    assert delivered.stage.bodies["body_1"].name not in other.get(reverse(PAGE)).content.decode()
    person = {"agency": delivered.stage.agency.pk, "id_number": delivered.stage.person.id_number}
    said = person | {"since": "2026-01-01", "until": "2026-12-31", "purpose": "x"}
    assert other.post(reverse(PAGE), said).status_code == 422


def test_the_list_costs_the_same_for_many(delivered: Scene, client_of: Callable[..., Client]) -> None:
    archivist = client_of(delivered, "archivist")
    made(delivered)
    one = cost(archivist, reverse(PAGE))
    for purpose in ("甲", "乙", "丙"):
        made(delivered, purpose=purpose)

    assert cost(archivist, reverse(PAGE)) == one <= 10


def test_a_finished_export_and_its_row_stay_as_they_are(delivered: Scene) -> None:
    row = made(delivered)
    with pytest.raises(Exception, match="Cannot update"):
        ArchiveExport.objects.filter(pk=row.pk).update(purpose="别的")
