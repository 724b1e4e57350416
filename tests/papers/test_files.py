"""Files of a case: what is taken, what is not, who opens them, what the journal says. A2, A7, A20."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.models import Material
from documents import papers
from documents.models import PaperFile
from tests.pages.desk import sign_in
from tests.pages.test_query_counts import cost
from tests.papers import making
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A20")]


def page_of(case: Any) -> str:
    return reverse("documents:papers", args=[case.kind_name(), case.pk])


def send(client: Client, case: Any, code: str, name: str, data: bytes) -> Any:
    return client.post(page_of(case), {"code": code, "file": SimpleUploadedFile(name, data)})


def stored(paper: PaperFile) -> bytes:
    with default_storage.open(paper.file) as file:
        return bytes(file.read())


def body(answer: Any) -> bytes:
    """What was sent, read to its end, which closes the file behind it."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def keep(scene: Scene, case: Any, by: str, code: str, name: str, data: bytes) -> PaperFile:
    upload = SimpleUploadedFile(name, data)
    return papers.keep(case=case, code=code, upload=upload, by=scene.by(by), now=scene.now)


@pytest.mark.requirement("A2")
def test_a_clerk_files_a_scan_and_the_paper_counts_as_received(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    case = scene.application
    Material.objects.filter(application=case, code="cause_evidence").delete()

    answer = send(client_of(scene, "intake_clerk"), case, "cause_evidence", "诊断证明.pdf", making.PDF)

    assert answer.status_code == 302
    paper = PaperFile.objects.get()
    assert (paper.state, paper.content_type, paper.medical) == ("stored", "application/pdf", True)
    assert stored(paper) == making.PDF
    assert Material.objects.get(application=case, code="cause_evidence").form == "electronic"
    assert JournalEntry.objects.get(act="documents.add_paper").changed["sha256"] == paper.sha256


@pytest.mark.requirement("A7")
def test_a_photo_brings_its_time_and_place_as_evidence(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "IMG_1.JPG", making.jpeg(place=True))

    assert paper.taken_at == "2026:03:04 10:20:30"
    assert paper.place == "43.825000,87.600000"


def test_a_heic_is_kept_and_shown_as_jpeg(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("assigned")
    data = making.heic()
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "IMG_2.heic", data)
    assessor = client_of(scene, "assessor_1")

    shown = assessor.get(f"{paper.url}?show=1")
    assert shown["Content-Type"] == "image/jpeg"
    assert body(shown)[:2] == b"\xff\xd8"
    assert body(assessor.get(paper.url)) == data
    assert paper.shown_sha256 and paper.shown_sha256 != paper.sha256


BAD = {
    "not what its name says": ("诊断.jpg", making.PDF, "不符"),
    "a program": ("照片.jpg", b"MZ\x90\0" + b"\0" * 300, "不支持"),
    "empty": ("空.pdf", b"", "空"),
    "a bomb": ("大图.png", making.bomb(), "像素太多"),
    "a picture cut off": ("半张.jpg", making.jpeg()[:200], "不完整"),
    "a video cut off": ("录像.mp4", making.mp4()[:-500], "视频不完整"),
    "a video without its index": ("录像.mp4", making.mp4().replace(b"moov", b"free"), "缺少索引"),
    "a PDF cut off": ("病历.pdf", making.PDF[:30], "不完整"),
    "active content": ("页面.html", b"<html><script>alert(1)</script></html>", "不支持"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_told_in_a_sentence_and_nothing_of_it_stays(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], kind: str
) -> None:
    name, data, told = BAD[kind]
    scene = scene_at("assigned")

    answer = send(client_of(scene, "assessor_1"), scene.assessment, "photos", name, data)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not PaperFile.objects.filter(state="stored").exists()
    for paper in PaperFile.objects.all():
        assert not papers.receiving_path(paper.pk).exists()


def test_what_is_too_large_is_refused_before_a_byte_is_sent(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("assigned")
    for name, size in (("录像.mp4", 2 << 30), ("扫描.pdf", 21 << 20)):
        with pytest.raises(Refusal) as refused:
            papers.begin(
                case=scene.assessment, code="video", name=name, size=size, by=scene.by("assessor_1"), now=scene.now
            )
        assert "超过" in refused.value.message
    assert not PaperFile.objects.exists()


def test_the_same_file_twice_is_told_and_kept_once(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    assessor, data = client_of(scene, "assessor_1"), making.jpeg()
    assert send(assessor, scene.assessment, "photos", "a.jpg", data).status_code == 302

    again = send(assessor, scene.assessment, "photos", "b.jpg", data)

    assert "已经上传过" in again.content.decode()
    assert PaperFile.objects.filter(state="stored").count() == 1
    assert default_storage.exists(PaperFile.objects.get(state="stored").file)


@pytest.mark.requirement("I3")
def test_each_viewing_of_a_medical_paper_is_journalled(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "medical_records", "病历.pdf", making.PDF)
    reviewer = client_of(scene, "reviewer")

    for _ in range(2):
        assert body(reviewer.get(paper.url)) == making.PDF

    entries = JournalEntry.objects.filter(act="documents.view_paper")
    assert [(entry.actor_name, entry.changed["label"]) for entry in entries] == [("reviewer", "住院病历或诊断书")] * 2


def test_a_file_is_never_served_as_active_content(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    for url in (paper.url, f"{paper.url}?show=1"):
        answer = client_of(scene, "reviewer").get(url)
        body(answer)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")


def test_without_being_asked_to_show_it_a_file_is_for_keeping(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    answer = client_of(scene, "reviewer").get(paper.url)
    body(answer)

    assert answer["Content-Disposition"].startswith("attachment")


def test_a_video_can_be_started_in_the_middle(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("assigned")
    data = making.mp4()
    paper = keep(scene, scene.assessment, "assessor_1", "video", "a.mp4", data)
    reviewer = client_of(scene, "reviewer")

    part = reviewer.get(paper.url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, body(part)) == (206, data[100:200])
    tail = reviewer.get(paper.url, headers={"Range": "bytes=-10"})
    assert body(tail) == data[-10:]
    assert reviewer.get(paper.url, headers={"Range": f"bytes={len(data)}-"}).status_code == 416


@pytest.mark.parametrize(
    ("who", "status"),
    [("assessor_1", 200), ("supervisor", 200), ("payer", 404), ("assessor_11", 404), ("applicant", 404)],
)
def test_who_opens_the_evidence(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], who: str, status: int
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "video", "a.mp4", making.mp4())

    client = client_of(scene, who)
    answer = client.get(paper.url)
    body(answer)
    assert answer.status_code == status
    assert client.get(page_of(scene.assessment)).status_code == status


def test_after_the_conclusion_was_proposed_nothing_is_added_or_taken_out(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    scene.act("assessment.record_visit", "assessor_1", **scene.visit())
    scene.act("assessment.refer", "body_manager")
    assessor = client_of(scene, "assessor_1")

    assert send(assessor, scene.assessment, "photos", "b.jpg", making.jpeg("blue")).status_code == 422
    assessor.post(reverse("documents:withdraw_paper", args=[paper.pk]), {"reason": "传错"})
    assert PaperFile.objects.get(pk=paper.pk).state == "stored"


def test_what_was_filed_by_mistake_is_withdrawn_with_a_reason_and_kept(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    assessor, address = client_of(scene, "assessor_1"), reverse("documents:withdraw_paper", args=[paper.pk])

    assessor.post(address, {"reason": " "})
    assert PaperFile.objects.get().state == "stored"
    assessor.post(address, {"reason": "拍到了邻居"})

    assert PaperFile.objects.get().state == "withdrawn"
    assert default_storage.exists(paper.file)
    assert client_of(scene, "reviewer").get(paper.url).status_code == 404
    assert JournalEntry.objects.get(act="documents.withdraw_paper").reason == "拍到了邻居"


def test_the_visit_page_ticks_what_was_uploaded(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    keep(scene, scene.assessment, "assessor_1", "video", "a.mp4", making.mp4())

    page = client_of(scene, "assessor_1").get(reverse("assessment:act", args=[scene.assessment.pk, "record_visit"]))

    assert "全过程录像（已上传 1 份）" in page.content.decode()
    assert page.context["form"]["evidence"].initial == ["video"]


def test_a_list_of_many_costs_what_one_costs(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("assigned")
    reviewer = client_of(scene, "reviewer")
    keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    one = cost(reviewer, page_of(scene.assessment))
    for colour in ("blue", "green", "white", "black"):
        keep(scene, scene.assessment, "assessor_1", "photos", f"{colour}.jpg", making.jpeg(colour))

    assert cost(reviewer, page_of(scene.assessment)) == one <= 12


def test_a_stored_row_cannot_point_to_another_file(scene_at: Callable[..., Scene]) -> None:
    from django.db import DatabaseError, transaction

    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())
    for change in ({"sha256": "0" * 64}, {"file": "elsewhere"}, {"code": "video"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PaperFile.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        paper.delete()


def test_somebody_without_a_post_or_an_account_opens_nothing(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("assigned")
    paper = keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())

    assert Client().get(paper.url).status_code == 302
    assert sign_in(scene.user("handler_clerk")).get(paper.url).status_code == 404
