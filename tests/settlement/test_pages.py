"""What provider, first reviewer, re-checker and payer see and do on their pages."""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from settlement.models import ClaimBatch, Intake
from tests.pages.desk import everything, sign_in
from tests.settlement.claims import HEAD, Town

pytestmark = [pytest.mark.django_db(transaction=False)]


@pytest.fixture
def town(settings: LazySettings) -> Any:
    settings.LTCI_REQUIRE_TOTP = False
    town = Town()
    with time_machine.travel(town.now, tick=False):
        yield town


@pytest.mark.requirement("F1")
def test_a_provider_sends_a_file_and_three_people_bring_it_to_payment(
    town: Town, django_capture_on_commit_callbacks: Any
) -> None:
    person = town.person()
    client = sign_in(town.user("provider_manager"))
    assert client.get(reverse("settlement:upload")).status_code == 200
    content = "\n".join((HEAD, town.row(person, 2), town.row(person, 3, item=2))).encode()
    file = SimpleUploadedFile("三月.csv", content)

    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(reverse("settlement:upload"), {"month": "2026-03", "file": file, "declared": "on"})

    page = client.get(sent.url)
    assert "全部收下" in page.text
    batch = ClaimBatch.objects.get()
    assert batch.state == "screened"
    provider = client.get(reverse("settlement:batch", args=[batch.pk])).text
    assert "计划外的项目" in provider and "答复疑点" in provider
    answered = client.post(
        reverse("settlement:act", args=[batch.pk, "answer"]), {"rule": "outside_plan", "answer": "医嘱临时增加"}
    )
    assert answered.status_code == 302
    clerk = sign_in(town.user("first_reviewer"))
    lines = clerk.get(reverse("settlement:lines", args=[batch.pk]) + "?rule=outside_plan").text
    assert "医嘱临时增加" in lines and "作出决定" in lines
    decide = {"lines": ["3"], "verdict": "cut", "allowed": "20.00", "reason": "按临时医嘱核减"}
    assert clerk.post(reverse("settlement:act", args=[batch.pk, "decide"]), decide).status_code == 302
    _act(clerk, batch, "first_review", proposal="建议结算", sampled="on")
    _act(sign_in(town.user("rechecker")), batch, "recheck")
    _act(sign_in(town.user("payer")), batch, "pay")
    batch = ClaimBatch.objects.get()
    assert (batch.state, batch.refused_fen, batch.fund_fen) == ("paid", 3000, 6000)
    shown = client.get(reverse("settlement:batch", args=[batch.pk])).text
    assert "按临时医嘱核减" in shown and "结算单" in shown


def _act(client: Any, batch: ClaimBatch, verb: str, **said: str) -> None:
    batch = ClaimBatch.objects.get(pk=batch.pk)
    url = reverse("settlement:act", args=[batch.pk, verb])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"version": batch.version, **said})
    assert answer.status_code == 302, answer.text


@pytest.mark.requirement("X7")
def test_the_statement_is_read_before_the_payment_and_nothing_of_it_remains(town: Town) -> None:
    batch = town.rechecked(town.screened(town.row(town.person(), 2)))
    url = reverse("settlement:act", args=[batch.pk, "pay"])
    payer, before = sign_in(town.user("payer")), everything()
    assert "预览文书" in payer.get(url).text

    answer = payer.post(f"{url}preview/", {"version": batch.version})

    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf" and "费用结算单" in words and "45.00" in words
    assert everything() == before
    assert sign_in(town.user("rechecker")).post(f"{url}preview/", {"version": batch.version}).status_code == 409


@pytest.mark.requirement("F1")
def test_a_trial_run_takes_nothing_until_it_is_confirmed(town: Town, django_capture_on_commit_callbacks: Any) -> None:
    person = town.person()
    client = sign_in(town.user("provider_manager"))
    file = SimpleUploadedFile("三月.csv", "\n".join((HEAD, town.row(person, 2))).encode())

    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(reverse("settlement:upload"), {"month": "2026-03", "file": file, "check": "1"})

    assert "尚未申报" in client.get(sent.url).text and not ClaimBatch.objects.exists()
    intake = Intake.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("settlement:confirm", args=[intake.pk]), {"declared": "1"})
    assert ClaimBatch.objects.get().line_count == 1


@pytest.mark.requirement("F1")
def test_the_template_comes_back_filled_and_is_taken(town: Town, django_capture_on_commit_callbacks: Any) -> None:
    import io

    import openpyxl

    person = town.person()
    client = sign_in(town.user("provider_manager"))
    answer = client.get(reverse("settlement:template") + "?month=2026-03")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book["服务明细"]
    assert [row[1].value for row in book["参保人"].iter_rows(min_row=2)] == [person.name]
    for place, cell in enumerate(town.row(person, 5).split(","), 1):
        sheet.cell(2, place, cell)
    filled = io.BytesIO()
    book.save(filled)

    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("申报.xlsx", filled.getvalue())
        client.post(reverse("settlement:upload"), {"month": "2026-03", "file": file, "declared": "on"})

    intake = Intake.objects.get()
    assert intake.state == "taken", intake.errors


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏.xlsx", b"PK\x03\x04 no zip", "不是有效的 Excel"),
        ("空.csv", b"", "空"),
        ("错列.csv", "日期,金额\n1,2\n".encode(), "首行缺少这些列"),
        ("多列.csv", (HEAD + ",备注\n").encode(), "不认识的列"),
        ("少格.csv", (HEAD + "\n2026-03-02,09:00\n").encode(), "格式有误"),
        ("图.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "首行缺少这些列"),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(
    town: Town, django_capture_on_commit_callbacks: Any, name: str, content: bytes, said: str
) -> None:
    town.person()
    client = sign_in(town.user("provider_manager"))
    file = SimpleUploadedFile(name, content)

    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(reverse("settlement:upload"), {"month": "2026-03", "file": file, "declared": "on"})

    page = sent if sent.status_code == 422 else client.get(sent.url)
    assert said in page.text
    assert not ClaimBatch.objects.exists()
