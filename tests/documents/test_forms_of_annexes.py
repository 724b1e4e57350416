"""Annexes 1 to 4 and the three scales, blank for everybody and filled for those whom the case concerns. X1–X5, A1."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.blanks import FORMS
from documents.freezing import thaw
from documents.kinds import LETTERS
from documents.models import Letter
from documents.pages import page_of
from documents.pdf import pdf_of
from tests.documents import samples
from tests.documents.conftest import issue_one
from tests.pages.conftest import client_of, clock, password_alone, scene_at, working_days
from tests.scene import Scene
from workflow.models import JournalEntry

__all__ = ["client_of", "clock", "password_alone", "scene_at", "working_days"]
pytestmark = pytest.mark.django_db
ANNEXES = ("power_of_attorney", "self_assessment", "undertaking")


def text_of(pdf: bytes) -> str:
    return (
        "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        .replace("\n", "")
        .replace(" ", "")
        .replace("\u3000", "")
    )


@pytest.mark.requirement("X2")
@pytest.mark.requirement("X3")
@pytest.mark.requirement("X4")
@pytest.mark.requirement("X5")
@pytest.mark.parametrize("form", FORMS)
def test_each_blank_form_is_open_to_everybody(client: Client, form: str) -> None:
    listing = client.get(reverse("documents:forms")).content.decode()
    assert LETTERS[form].title in listing

    answer = client.get(reverse("documents:blank", args=[form]))

    assert answer["Content-Type"] == "application/pdf"
    assert "年" in text_of(answer.content)


@pytest.mark.requirement("X4")
def test_the_undertaking_has_the_words_of_annex_4() -> None:
    text = text_of(pdf_of(page_of(issue_one("undertaking"))))

    for words in (
        "客观反映我的日常生活能力状况，绝不弄虚作假",
        "保证所填报信息真实无误",
        "自愿放弃享受长期护理保险待遇，当年自愿放弃再次申请权利",
        "昇玥䶮𬱖",
    ):
        assert words in text


@pytest.mark.requirement("X2")
def test_the_power_of_attorney_names_both_sides_on_one_page() -> None:
    pdf = pdf_of(page_of(issue_one("power_of_attorney")))

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    for words in ("张桂兰", "陈镕堃", "650102197503040015", "全权代表我办理相关事项", "3单元301室"):
        assert words in text_of(pdf)


@pytest.mark.requirement("X3")
@pytest.mark.requirement("A1")
def test_the_self_assessment_ticks_one_column_of_six() -> None:
    pdf = pdf_of(page_of(issue_one("self_assessment")))
    text = text_of(pdf)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert (text.count("☑"), text.count("☐")) == (6, 12)
    assert "E级" in text


@pytest.mark.requirement("X5")
def test_the_sheets_have_all_options_of_the_standard_and_the_given_ones_ticked() -> None:
    text = text_of(pdf_of(page_of(issue_one("scale_sheets"))))
    options = sum(len(item.options) for sheet in samples.SCALE_SHEETS.sheets for item in sheet.items)

    assert options == 65
    assert (text.count("☑"), text.count("☐")) == (17, 48)
    assert "4级重度失能Ⅱ级" in text
    assert "矩阵待官方文本确认" in text


@pytest.mark.requirement("X2")
@pytest.mark.requirement("X3")
@pytest.mark.requirement("X4")
def test_each_form_is_filled_out_of_the_application_once(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted", "640100")
    case = scene.application
    case.applicant_kind, case.applicant_name = "agent", "陈镕堃"
    case.save()
    clerk = client_of(scene, "intake_clerk")
    for form in ANNEXES:
        address = reverse("applications:print_other_form", args=[case.pk, form])
        first, again = clerk.post(address), clerk.post(address)
        assert first["Location"] == again["Location"]
        letter = Letter.objects.get(kind=form)
        facts = thaw(letter.letter_type.facts_class, letter.facts)
        assert facts.person_name == case.person.name
    assert JournalEntry.objects.filter(act="applications.print_form").count() == len(ANNEXES)


def test_a_form_that_the_application_does_not_fill_is_told(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    clerk = client_of(scene, "intake_clerk")
    for form in ("power_of_attorney", "nothing"):
        page = clerk.post(reverse("applications:print_other_form", args=[scene.application.pk, form]), follow=True)
        assert "没有可以填入这份表格的内容" in page.content.decode()
    assert not Letter.objects.filter(kind="power_of_attorney").exists()


@pytest.mark.requirement("X5")
def test_the_sheets_are_filled_out_of_the_visit_and_not_before(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned")
    address = reverse("assessment:print_sheets", args=[scene.assessment.pk])
    assessor = client_of(scene, "assessor_1")
    assert "还没有登记现场评估" in assessor.post(address, follow=True).content.decode()

    scene.act("assessment.record_visit", "assessor_1", **scene.visit())
    assessor.post(address)

    letter = Letter.objects.get(kind="scale_sheets")
    facts = thaw(letter.letter_type.facts_class, letter.facts)
    assert (facts.level, [sheet.total for sheet in facts.sheets]) == (4, [15, 2, 8])
    for name, status in (("reviewer", 200), ("applicant", 404), ("assessor_11", 404)):
        assert client_of(scene, name).get(reverse("documents:letter", args=[letter.pk])).status_code == status
