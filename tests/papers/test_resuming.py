"""Uploads that can be resumed (tus): in pieces, out of step, by somebody else, broken off, given up."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import papers
from documents.models import PaperFile
from documents.tasks import sweep_uploads
from tests.papers import making
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A7")]
DATA = making.mp4(0.2)
TUS = {"Tus-Resumable": "1.0.0"}


def said(**words: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())


def create(client: Client, case: Any, size: int = len(DATA), name: str = "现场录像.mp4", **changed: Any) -> Any:
    address = reverse("documents:create_upload", args=[case.kind_name(), case.pk])
    metadata = said(filename=name, code=changed.pop("code", "video"))
    return client.post(address, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata, **changed})


def patch(client: Client, address: str, offset: int, data: bytes) -> Any:
    headers = {**TUS, "Upload-Offset": str(offset)}
    return client.patch(address, data, content_type="application/offset+octet-stream", headers=headers)


@pytest.fixture
def scene(scene_at: Callable[..., Scene]) -> Scene:
    return scene_at("assigned")


@pytest.fixture
def assessor(scene: Scene, client_of: Callable[..., Client]) -> Client:
    return client_of(scene, "assessor_1")


def test_a_video_arrives_in_pieces_and_is_filed_with_the_last(scene: Scene, assessor: Client) -> None:
    address = create(assessor, scene.assessment)["Location"]
    middle = len(DATA) // 2

    assert patch(assessor, address, 0, DATA[:middle])["Upload-Offset"] == str(middle)
    assert assessor.head(address, headers=TUS)["Upload-Offset"] == str(middle)
    assert patch(assessor, address, middle, DATA[middle:]).status_code == 204

    paper = PaperFile.objects.get()
    assert (paper.state, paper.content_type, paper.name) == ("stored", "video/mp4", "现场录像.mp4")
    assert not papers.receiving_path(paper.pk).exists()
    assert patch(assessor, address, 0, DATA).status_code == 204  # sent again: done already
    assert PaperFile.objects.count() == 1


def test_a_piece_out_of_step_is_refused_and_the_offset_told(scene: Scene, assessor: Client) -> None:
    address = create(assessor, scene.assessment)["Location"]
    patch(assessor, address, 0, DATA[:100])

    assert patch(assessor, address, 50, DATA[50:]).status_code == 409
    assert patch(assessor, address, 100, DATA[100:] + b"more").status_code == 409
    assert PaperFile.objects.get().state == "receiving"


def test_only_whoever_began_it_goes_on(scene: Scene, assessor: Client, client_of: Callable[..., Client]) -> None:
    address = create(assessor, scene.assessment)["Location"]
    for name in ("assessor_2", "supervisor", "assessor_11"):
        other = client_of(scene, name)
        assert other.head(address, headers=TUS).status_code == 404
        assert patch(other, address, 0, DATA).status_code == 404
        assert other.delete(address, headers=TUS).status_code == 404


def test_a_cut_off_video_is_told_when_all_has_come(scene: Scene, assessor: Client) -> None:
    short = DATA[:-300]
    address = create(assessor, scene.assessment, len(short))["Location"]

    answer = patch(assessor, address, 0, short)

    assert answer.status_code == 422
    assert "视频不完整" in answer.json()["detail"]
    assert assessor.head(address, headers=TUS).status_code == 410


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"size": 2 << 30}, 413),
        ({"size": 0}, 422),
        ({"code": "nothing"}, 422),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "many"}, 412),
        ({"Upload-Metadata": "filename %%%"}, 422),
    ],
)
def test_what_cannot_be_begun(scene: Scene, assessor: Client, changed: dict[str, Any], status: int) -> None:
    assert create(assessor, scene.assessment, **changed).status_code == status
    assert not PaperFile.objects.exists()


def test_one_who_may_not_add_begins_nothing(scene: Scene, client_of: Callable[..., Client]) -> None:
    assert create(client_of(scene, "reviewer"), scene.assessment).status_code == 403
    assert create(client_of(scene, "assessor_11"), scene.assessment).status_code == 404


def test_an_upload_that_is_given_up_leaves_no_bytes(scene: Scene, assessor: Client) -> None:
    address = create(assessor, scene.assessment)["Location"]
    patch(assessor, address, 0, DATA[:100])

    assert assessor.delete(address, headers=TUS).status_code == 204
    assert not papers.receiving_path(PaperFile.objects.get().pk).exists()


def test_an_upload_that_nobody_finished_is_swept(scene: Scene, assessor: Client, clock: Any) -> None:
    address = create(assessor, scene.assessment)["Location"]
    patch(assessor, address, 0, DATA[:100])
    assert sweep_uploads() == 0

    clock.move_to(scene.now + timedelta(hours=49))

    assert sweep_uploads() == 1
    paper = PaperFile.objects.get()
    assert (paper.state, papers.receiving_path(paper.pk).exists()) == ("refused", False)


def power_lost(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("power lost")


def test_a_crash_between_the_file_and_its_row_is_made_up_by_the_next_try(
    scene: Scene, assessor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = create(assessor, scene.assessment)["Location"]
    with monkeypatch.context() as broken:
        broken.setattr(papers, "_write", power_lost)
        with pytest.raises(RuntimeError):
            patch(assessor, address, 0, DATA)
    assert PaperFile.objects.get().state == "receiving"

    assert assessor.head(address, headers=TUS)["Upload-Offset"] == str(len(DATA))
    assert PaperFile.objects.get().state == "stored"
