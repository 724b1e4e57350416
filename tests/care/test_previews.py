"""The letters of a benefit are looked at before they exist: on the act's page, and nothing of it remains."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse
from pypdf import PdfReader

from tests.care.scene import CareScene
from tests.pages.desk import everything, sign_in
from workflow.acts import registry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("X7")]


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


def looked_at(scene: CareScene, post: str, verb: str, **fields: Any) -> Any:
    assert scene.benefit is not None
    url = reverse("care:act", args=[scene.benefit.pk, verb])
    form = {"version": scene.benefit.version, "request_key": uuid4().hex, **fields}
    with time_machine.travel(scene.now, tick=False):
        client = sign_in(scene.user(post))
        page = client.get(url).content.decode()
        before = everything()
        answer = client.post(f"{url}preview/", form)
    assert everything() == before
    assert ("预览文书" in page) == bool(registry[f"care.{verb}"].issues)
    return answer


def words_of(answer: Any) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def test_the_dispatch_is_read_before_the_act() -> None:
    scene = CareScene("TJ")
    scene.chosen()
    words = words_of(looked_at(scene, "dispatcher", "dispatch"))
    assert "预览" in words and scene.stage.person.name in words


def test_the_person_reads_the_plan_as_a_paper_before_confirming_it() -> None:
    scene = CareScene("TJ")
    scene.planned()
    words = words_of(
        looked_at(scene, "applicant", "confirm_plan", means="phone", name=scene.stage.person.name, signed="on")
    )
    assert "护理服务计划" in words and "预览" in words


def test_suspension_and_resumption_are_read_before_they_are_told() -> None:
    scene = CareScene("NX")
    scene.active()
    scene.on("2026-04-20")
    suspended = looked_at(
        scene, "supervisor", "suspend", cause="no_basic_insurance", finding="已停保。", on="2026-04-20"
    )
    assert "暂停待遇" in words_of(suspended)
    scene.act("care.suspend", "supervisor", cause="no_basic_insurance", finding="已停保。")
    scene.on("2026-04-27")
    assert "恢复待遇" in words_of(
        looked_at(scene, "supervisor", "resume", cause="no_basic_insurance", finding="已续保。")
    )


def test_an_incomplete_suspension_says_what_is_wrong_and_shows_no_letter() -> None:
    scene = CareScene("NX")
    scene.active()

    answer = looked_at(scene, "supervisor", "suspend", finding="")

    assert answer.status_code == 422


def test_an_act_without_letters_and_a_person_of_another_provider_have_no_preview() -> None:
    scene = CareScene("NX")
    scene.active()

    assert looked_at(scene, "supervisor", "end").status_code == 404
    assert scene.benefit is not None
    stranger = sign_in(scene.user("provider_manager_11"))
    url = reverse("care:preview", args=[scene.benefit.pk, "suspend"])
    assert stranger.post(url).status_code == 404
