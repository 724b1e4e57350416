"""All papers of a closed matter as one catalogued package, hashes checked, each consultation written. A20, I5."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessment.acts import archive
from documents import archiving, papers
from documents.models import ArchivePackage, Letter
from tests.pages.conftest import client_of, clock, password_alone, scene_at, working_days
from tests.pages.test_query_counts import cost
from tests.papers.making import mp4
from tests.scene import Scene
from workflow.models import JournalEntry

__all__ = ["client_of", "clock", "password_alone", "scene_at", "working_days"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A20"), pytest.mark.requirement("I5")]
LIST = "assessment:archives"


@pytest.fixture
def delivered(scene_at: Callable[..., Scene]) -> Scene:
    """A matter of Ningxia from application to delivery, with a video of the visit."""
    scene = scene_at("assigned", "640100")
    upload = SimpleUploadedFile("录像.mp4", mp4())
    papers.keep(case=scene.assessment, code="video", upload=upload, by=scene.by("assessor_1"), now=scene.now)
    scene.act("assessment.record_visit", "assessor_1", **scene.visit(scores=None) | {"scores": MILD})
    scene.act("assessment.propose", "expert_3")
    scene.act("assessment.confirm", "expert_1")
    scene.act("assessment.confirm", "expert_2")
    scene.act("assessment.conclude", "body_manager")
    scene.act("assessment.deliver", "body_manager", means="hand")
    return scene


MILD = {"adl": [10, 10, 5, 10, 10, 10, 10, 10, 5, 0], "cognition": [4, 4, 4, 4], "perception": [4, 4, 4]}


def filed(scene: Scene) -> ArchivePackage:
    return archive.make(application=scene.application, by=scene.by("archivist"), now=scene.now)


def content(package: ArchivePackage) -> zipfile.ZipFile:
    with default_storage.open(package.file) as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def test_the_package_holds_every_letter_file_and_the_journal(delivered: Scene) -> None:
    package = filed(delivered)

    inside = content(package)
    index = json.loads(inside.read("index.json"))
    kinds = {row["label"] for row in index["items"]}
    letters = Letter.objects.of_matter(delivered.application.matter)
    assert {letter.label for letter in letters} | {"全过程录像", "办理日志"} == kinds
    assert package.items == len(index["items"]) == len(letters) + 2
    assert (
        "assessment.deliver"
        in inside.read(next(r["name"] for r in index["items"] if r["label"] == "办理日志")).decode()
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(inside.read("catalogue.pdf"))).pages)
    for words in ("长期护理失能等级评估档案", "评估申请材料", "影像资料", delivered.stage.person.name):
        assert words in text
    assert delivered.stage.person.id_number not in text


def test_an_untouched_package_is_found_sound(delivered: Scene) -> None:
    package = filed(delivered)

    assert archiving.faults(package.file, package.sha256) == []


def test_a_changed_or_missing_package_is_found(delivered: Scene) -> None:
    package = filed(delivered)
    path = Path(default_storage.path(package.file))
    data = bytearray(path.read_bytes())
    data[data.index(b"assessment.deliver")] ^= 1
    path.write_bytes(data)
    found = archiving.faults(package.file, package.sha256)
    assert any("与归档时不一致" in line for line in found)
    assert len(found) == 2 or any("打不开" in line for line in found)
    path.unlink()
    assert archiving.faults(package.file, package.sha256) == ["档案文件不在存储中。"]


def test_a_second_filing_is_the_next_edition(delivered: Scene) -> None:
    first, second = filed(delivered), filed(delivered)

    assert (first.edition, second.edition) == (1, 2)
    assert first.file != second.file
    assert first.number != second.number


def test_what_is_not_closed_is_not_filed(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("cleared", "640100")
    page = client_of(scene, "archivist").post(
        reverse("assessment:file_archive", args=[scene.application.matter]), follow=True
    )

    assert "还没有办结" in page.content.decode()
    assert not ArchivePackage.objects.exists()


def test_a_failure_on_the_way_leaves_no_row(delivered: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_lost(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("power lost")

    monkeypatch.setattr(archive.journal, "record", power_lost)
    with pytest.raises(RuntimeError):
        filed(delivered)

    assert not ArchivePackage.objects.exists()


def test_each_consultation_names_its_purpose_and_is_written(delivered: Scene, client_of: Callable[..., Client]) -> None:
    package, archivist = filed(delivered), client_of(delivered, "archivist")
    address = reverse("assessment:consult_archive", args=[package.pk])

    assert archivist.post(address, {"purpose": " "})["Location"] == reverse(LIST)
    answer = archivist.post(address, {"purpose": "复核信访"})

    assert zipfile.is_zipfile(BytesIO(b"".join(answer.streaming_content)))
    assert JournalEntry.objects.get(act="assessment.consult_archive").reason == "复核信访"


@pytest.mark.parametrize(("name", "status"), [("reviewer", 403), ("body_manager", 403), ("supervisor", 302)])
def test_only_the_archive_opens_it(delivered: Scene, client_of: Callable[..., Client], name: str, status: int) -> None:
    package = filed(delivered)
    address = reverse("assessment:check_archive", args=[package.pk])

    assert client_of(delivered, name).post(address).status_code == status


def test_another_areas_archive_is_not_there(delivered: Scene, scene_at: Callable[..., Scene], client_of: Any) -> None:
    package = filed(delivered)
    other = client_of(scene_at("submitted", "120000"), "archivist")

    assert delivered.stage.person.name not in other.get(reverse(LIST)).content.decode()
    for name in ("consult_archive", "check_archive"):
        assert other.post(reverse(f"assessment:{name}", args=[package.pk]), {"purpose": "x"}).status_code == 404
    address = reverse("assessment:file_archive", args=[delivered.application.matter])
    assert other.post(address).status_code == 404


def test_the_list_costs_the_same_for_many(delivered: Scene, client_of: Callable[..., Client]) -> None:
    archivist = client_of(delivered, "archivist")
    filed(delivered)
    one = cost(archivist, reverse(LIST))
    for _ in range(3):
        filed(delivered)

    assert cost(archivist, reverse(LIST)) == one <= 9
