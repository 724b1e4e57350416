"""The pages: own letters for those who may, verification and blank forms for everybody."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from documents import printing, superseding
from documents.models import Letter
from tests.documents.conftest import NOW, issue_one


@pytest.fixture
def desk(client: Client) -> Client:
    """A signed-in person."""
    user = get_user_model().objects.create_user("clerk", name="李岗", password_changed_at=timezone.now())
    client.force_login(user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["documents:letter", "documents:pdf"])
def test_a_letter_of_an_unknown_kind_of_case_is_shown_to_nobody(desk: Client, name: str) -> None:
    assert desk.get(reverse(name, args=[issue_one("conclusion").pk])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["documents:letter", "documents:pdf"])
def test_a_letter_is_not_open_without_sign_in(client: Client, everybody_may_see: None, name: str) -> None:
    response = client.get(reverse(name, args=[issue_one("conclusion").pk]))
    assert response.status_code in (302, 401, 403)


@pytest.mark.django_db
def test_who_may_see_the_case_opens_page_and_file(desk: Client, everybody_may_see: None) -> None:
    letter = issue_one("refusal_notice")
    assert letter.number in desk.get(letter.url).content.decode()
    response = desk.get(reverse("documents:pdf", args=[letter.pk]))
    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")
    assert Letter.objects.get(pk=letter.pk).printed


@pytest.mark.django_db
def test_an_altered_file_gives_a_page_that_says_so(desk: Client, everybody_may_see: None, files: Path) -> None:
    letter = printing.print_letter(issue_one("refusal_notice").pk, now=NOW)
    (files / letter.file).write_bytes(b"%PDF-1.7 another")
    response = desk.get(reverse("documents:pdf", args=[letter.pk]))
    assert response.status_code == 409
    assert "已停止提供" in response.content.decode()


@pytest.mark.django_db
def test_altered_facts_give_a_page_that_says_so(desk: Client, everybody_may_see: None) -> None:
    letter = issue_one("refusal_notice")
    Letter.objects.filter(pk=letter.pk).update(facts=letter.facts.replace("未满", "已满"))
    response = desk.get(reverse("documents:pdf", args=[letter.pk]))
    assert response.status_code == 409
    assert "内容与出具时不一致" in response.content.decode()


@pytest.mark.django_db
def test_anybody_verifies_a_letter_and_sees_no_name(client: Client) -> None:
    letter = issue_one("conclusion")
    page = client.get(letter.verify_path).content.decode()
    for words in (letter.number, "失能等级评估结论书", "2026年3月18日", letter.office_name, letter.addressee_masked):
        assert words in page, words
    assert "张桂兰" not in page


@pytest.mark.django_db
def test_a_code_may_be_typed_with_hyphens_and_small_letters(client: Client) -> None:
    letter = issue_one("conclusion")
    typed = "-".join(letter.verify_code[start : start + 4].lower() for start in range(0, 16, 4))
    response = client.get(reverse("documents:verify_form"), {"code": typed}, follow=True)
    assert letter.number in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_code_is_said_to_be_unknown(client: Client) -> None:
    response = client.get(reverse("documents:verify", args=["AAAA-BBBB-CCCC-DDDD"]))
    assert response.status_code == 404
    assert "没有查到这份文书" in response.content.decode()


@pytest.mark.django_db
def test_an_empty_code_is_asked_for_again(client: Client) -> None:
    response = client.get(reverse("documents:verify_form"), {"code": "——"})
    assert response.status_code == 422
    assert "请输入文书上的核验码" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("added", "verdict"), [(b"", "文件一致"), (b" ", "文件不一致")])
def test_an_uploaded_file_is_compared_with_the_issued_one(client: Client, added: bytes, verdict: str) -> None:
    letter = printing.print_letter(issue_one("conclusion").pk, now=NOW)
    upload = SimpleUploadedFile("letter.pdf", printing.open_pdf(letter) + added, "application/pdf")
    page = client.post(letter.verify_path, {"file": upload}).content.decode()
    assert verdict in page
    assert letter.sha256 in page


@pytest.mark.django_db
def test_a_file_too_large_for_a_letter_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.forms.LARGEST_FILE", 10)
    letter = printing.print_letter(issue_one("conclusion").pk, now=NOW)
    response = client.post(letter.verify_path, {"file": SimpleUploadedFile("a.pdf", b"x" * 11)})
    assert response.status_code == 422
    assert "不是本系统出具的文书" in response.content.decode()


@pytest.mark.django_db
def test_a_replaced_letter_says_by_which(client: Client) -> None:
    first, second = issue_one("conclusion"), issue_one("review_conclusion")
    superseding.supersede(first, by_letter=second)
    page = client.get(first.verify_path).content.decode()
    assert "已被取代" in page
    assert second.number in page


@pytest.mark.django_db
@pytest.mark.requirement("X1")
def test_the_blank_application_form_is_open_to_everybody(client: Client) -> None:
    response = client.get(reverse("documents:blank", args=["application_form"]))
    pages = PdfReader(BytesIO(response.content)).pages
    assert len(pages) == 1
    assert "申请人（签字）" in pages[0].extract_text()
    assert reverse("documents:blank", args=["application_form"]) in client.get("/forms/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/forms/agreement/blank.pdf", "/forms/application_form/blank.pdf?area=zz"])
def test_unknown_forms_and_areas_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
