"""Large files by the interface: resumed after a break, within scope, for the own case, while the token holds."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import ApiToken
from documents.models import PaperFile
from tests.api.conftest import Caller, token_of
from tests.papers import making
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I1"), pytest.mark.requirement("A7")]
DATA = making.mp4(0.2)
HALF = len(DATA) // 2
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def scene(scene_at: Callable[..., Scene]) -> Scene:
    return scene_at("assigned")


def begin(program: Caller, scene: Scene, **changed: str) -> Any:
    said = {"filename": "现场录像.mp4", "code": "video"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = {**TUS, "Upload-Length": str(len(DATA)), "Upload-Metadata": metadata, **changed}
    return program.client.post(f"/api/v1/uploads/assessment.assessment/{scene.assessment.pk}/", headers=headers)


def send(program: Caller, address: str, offset: int, data: bytes, kind: str = "application/offset+octet-stream") -> Any:
    headers = {**TUS, "Upload-Offset": str(offset)}
    return program.client.patch(address, data, content_type=kind, headers=headers)


def offset(program: Caller, address: str) -> Any:
    return program.client.head(address, headers=TUS)


def test_an_upload_goes_on_after_a_break_and_is_filed(scene: Scene, caller: Callable[..., Caller]) -> None:
    program = caller(scene, "assessor_1", scopes=["files"])
    begun = begin(program, scene)
    assert begun.status_code == 201
    address = begun["Location"]
    assert address.startswith("/api/v1/uploads/")
    send(program, address, 0, DATA[:HALF])

    assert offset(program, address)["Upload-Offset"] == str(HALF)
    assert send(program, address, HALF, DATA[HALF:]).status_code == 204

    paper = PaperFile.objects.get()
    assert (paper.state, paper.size, paper.uploaded_by) == ("stored", len(DATA), scene.user("assessor_1"))
    gone = program.client.delete(address, headers=TUS)
    assert (gone.status_code, gone["Content-Type"]) == (403, "application/problem+json")


def test_what_is_out_of_step_is_told_as_a_problem(scene: Scene, caller: Callable[..., Caller]) -> None:
    program = caller(scene, "assessor_1")
    address = begin(program, scene)["Location"]

    wrong = [
        send(program, address, 7, DATA),
        send(program, address, 0, DATA, kind="text/plain"),
        begin(program, scene, **{"Upload-Length": "many"}),
        begin(program, scene, **{"Upload-Length": str(2 << 30)}),
    ]

    assert [answer.status_code for answer in wrong] == [409, 415, 412, 413]
    assert all(answer["Content-Type"] == "application/problem+json" and answer.json()["detail"] for answer in wrong)
    assert program.client.delete(address, headers=TUS).status_code == 204
    assert offset(program, address).status_code == 410


def test_a_token_without_the_scope_neither_begins_nor_asks(scene: Scene, caller: Callable[..., Caller]) -> None:
    address = begin(caller(scene, "assessor_1"), scene)["Location"]
    program = caller(scene, "assessor_1", scopes=["read", "act"])

    assert begin(program, scene).status_code == 403
    assert send(program, address, 0, DATA).status_code == 403
    assert offset(program, address).status_code == 403
    assert PaperFile.objects.get().state == "receiving"


@pytest.mark.requirement("G3")
def test_nobody_uploads_to_a_case_of_others_nor_goes_on_for_them(
    scene: Scene, caller: Callable[..., Caller], scene_at: Callable[..., Scene]
) -> None:
    address = begin(caller(scene, "assessor_1"), scene)["Location"]
    there = scene_at("assigned", "640100")

    for program in (caller(there, "assessor_1"), caller(scene, "assessor_11"), caller(scene, "assessor_2")):
        assert send(program, address, 0, DATA).status_code == 404
    for program in (caller(there, "assessor_1"), caller(scene, "assessor_11")):
        assert begin(program, scene).status_code == 404
    assert begin(caller(scene, "reviewer"), scene).status_code == 403
    assert begin(Caller(""), scene).status_code == 401
    assert PaperFile.objects.count() == 1


@pytest.mark.requirement("I2")
def test_a_token_revoked_midway_sends_no_more_and_another_of_the_account_goes_on(scene: Scene) -> None:
    token, word = token_of(scene.user("assessor_1"), ["files"])
    program = Caller(word)
    address = begin(program, scene)["Location"]
    send(program, address, 0, DATA[:HALF])

    ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now(), revoked_by_name="管理员")

    assert send(program, address, HALF, DATA[HALF:]).status_code == 401
    other = Caller(token_of(scene.user("assessor_1"), ["files"])[1])
    assert offset(other, address)["Upload-Offset"] == str(HALF)
    assert send(other, address, HALF, DATA[HALF:]).status_code == 204
    assert PaperFile.objects.get().state == "stored"
