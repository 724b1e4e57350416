"""The PDF: made once, PDF/A, fonts embedded, stored under its hash, refused when altered."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from documents import fonts, pdf, printing, tasks
from documents.models import Letter
from documents.pages import FactsChanged
from tests.documents import samples
from tests.documents.conftest import NOW, issue_one


def _printed(kind: str, files: Path) -> tuple[Letter, Path]:
    letter = printing.print_letter(issue_one(kind).pk, now=NOW)
    return letter, files / letter.file


def _text(path: Path) -> str:
    """The words of a PDF without any space or line end, which layout decides."""
    command = ["pdftotext", "-raw", str(path), "-"]
    return "".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def _fonts(path: Path) -> list[list[str]]:
    lines = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split() for line in lines[2:]]


@pytest.mark.django_db
@pytest.mark.requirement("X7")
@pytest.mark.parametrize("kind", sorted(samples.ALL))
def test_every_letter_prints_with_embedded_fonts_and_its_number(kind: str, files: Path) -> None:
    letter, path = _printed(kind, files)
    fonts = _fonts(path)
    assert fonts and all(row[-5:-2] == ["yes", "yes", "yes"] for row in fonts), fonts
    assert all("Noto" in row[0] or "DejaVu" in row[0] for row in fonts), fonts
    assert letter.number in _text(path)


@pytest.mark.django_db
@pytest.mark.requirement("X6")
def test_a_conclusion_has_its_fields_rare_characters_and_the_mark(files: Path) -> None:
    text = _text(_printed("conclusion", files)[1])
    for words in (
        "重度失能Ⅱ级（4级）", "矩阵待官方文本确认", "☑达到☐未达到", "刘䶮、陈𬱖", "马昇玥",
        "2026年3月18日至2028年3月17日", "自2026年4月1日起", "每2小时协助翻身一次", "PG650102000001",
        "由乌鲁木齐市医疗保障服务中心送达", "至2026年3月17日24时止", "二〇二六年三月十八日", "第九条第（三）项",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.django_db
@pytest.mark.requirement("X6")
def test_a_review_conclusion_says_that_it_is_final(files: Path) -> None:
    text = _text(_printed("review_conclusion", files)[1])
    assert "本结论为最终结论" in text
    assert "☑变更☐维持" in text
    assert "☑已确认初次评估的机构和人员未参加复评" in text


@pytest.mark.django_db
@pytest.mark.requirement("X1")
def test_a_filled_application_form_ticks_what_was_chosen_on_one_page(files: Path) -> None:
    path = _printed("application_form", files)[1]
    text = _text(path)
    for words in ("陈镕堃", "☑与子女居住☐与父母居住", "☑子女☐亲友", "☑护工", "☑是，治疗月数6月", "☑是☐否"):
        assert words in text, words
    assert len(PdfReader(path).pages) == 1


@pytest.mark.django_db
def test_common_characters_come_from_a_small_cut_and_rare_ones_from_the_whole_font(files: Path) -> None:
    names = {row[0].partition("+")[2] for row in _fonts(_printed("conclusion", files)[1])}
    assert {"Noto-Serif-CJK-SC-Common", "Noto-Serif-CJK-SC-Rare", "Noto-Serif-CJK-SC"} <= names
    assert _printed("power_of_attorney", files)[1].stat().st_size < 200_000


def test_without_the_tools_letters_take_the_whole_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert fonts.common_faces() == ""


def test_a_cut_that_fails_is_gone_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/bin/false")
    assert fonts.common_faces() == ""


@pytest.mark.django_db
def test_a_letter_is_pdf_a(files: Path) -> None:
    path = _printed("conclusion", files)[1]
    reader = PdfReader(path)
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata or 'pdfaid:part="3"' in metadata
    assert "<pdfaid:conformance>U</pdfaid:conformance>" in metadata or 'pdfaid:conformance="U"' in metadata
    assert "/OutputIntents" in reader.trailer["/Root"]
    assert reader.metadata is not None and "乌长护办长护评〔2026〕1号" in (reader.metadata.title or "")


@pytest.mark.django_db
def test_a_letter_is_made_once(files: Path) -> None:
    letter, path = _printed("refusal_notice", files)
    before = path.read_bytes()
    again = printing.print_letter(letter.pk, now=NOW.replace(year=2027))
    assert (again.sha256, again.printed_at) == (letter.sha256, NOW)
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == [f"{letter.sha256}.pdf"]


@pytest.mark.django_db(transaction=True)
def test_two_openings_at_once_make_one_file(files: Path) -> None:
    letter = issue_one("refusal_notice")

    def open_it(_: int) -> str:
        try:
            return printing.print_letter(letter.pk, now=NOW).sha256
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        hashes = set(pool.map(open_it, range(2)))
    assert len(hashes) == 1
    assert len(list(files.rglob("*.pdf"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["sha256", "file", "printed_template_version"])
def test_a_printed_letter_is_final(column: str, files: Path) -> None:
    letter, _ = _printed("refusal_notice", files)
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**{column: "f" * 16})


@pytest.mark.django_db
def test_an_altered_file_is_refused_with_a_sentence(files: Path) -> None:
    letter, path = _printed("refusal_notice", files)
    path.write_bytes(path.read_bytes() + b"%")
    with pytest.raises(printing.FileProblem, match="校验值不一致"):
        printing.open_pdf(letter)


@pytest.mark.django_db
def test_a_missing_file_is_refused_with_a_sentence(files: Path) -> None:
    letter, path = _printed("refusal_notice", files)
    path.unlink()
    with pytest.raises(printing.FileProblem, match="不在存储中"):
        printing.open_pdf(letter)


@pytest.mark.django_db
def test_altered_facts_are_never_printed(files: Path) -> None:
    letter = issue_one("refusal_notice")
    Letter.objects.filter(pk=letter.pk).update(facts=letter.facts.replace("未满6个月", "已满6个月"))
    with pytest.raises(FactsChanged):
        printing.print_letter(letter.pk, now=NOW)
    assert not list(files.rglob("*.pdf"))


@pytest.mark.django_db
def test_recent_letters_that_were_missed_are_made_up_for(files: Path) -> None:
    recent = timezone.now() - timedelta(hours=1)
    missed = [issue_one(kind, now=recent) for kind in ("refusal_notice", "extension_notice")]
    old = issue_one("refusal_notice", now=recent - timedelta(days=30))
    assert tasks.render_missed() == len(missed)
    assert tasks.render_missed() == 0
    assert list(Letter.objects.unprinted()) == [old]


@pytest.mark.django_db
def test_in_a_batch_a_letter_that_fails_does_not_stop_the_others(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenPress(pdf.Press):
        """Prints in this process and fails on extensions."""

        def __init__(self) -> None:
            self._pool = ThreadPoolExecutor(1)

        def submit(self, html: str) -> "object":
            return self._pool.submit(pdf.pdf_of if "延期告知书" not in html else _fail, html)

    monkeypatch.setattr(printing, "Press", BrokenPress)
    monkeypatch.setattr(printing, "_PRESS_FROM", 2)
    letters = [issue_one("extension_notice"), issue_one("refusal_notice")]
    assert printing.print_letters([letter.pk for letter in letters], now=NOW) == 1
    assert Letter.objects.unprinted().get().kind == "extension_notice"


@pytest.mark.django_db
def test_a_batch_is_printed_by_worker_processes(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_PRESS_FROM", 2)
    letters = [issue_one("extension_notice"), issue_one("refusal_notice")]
    assert tasks.render([str(letter.pk) for letter in letters]) == 2
    assert not Letter.objects.unprinted().exists()
    assert [printing.open_pdf(letter)[:4] for letter in Letter.objects.all()] == [b"%PDF", b"%PDF"]


@pytest.mark.django_db
def test_a_single_letter_that_fails_is_left_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "pdf_of", _fail)
    letter = issue_one("refusal_notice")
    assert tasks.render([str(letter.pk)]) == 0
    assert list(Letter.objects.unprinted()) == [letter]


def _fail(html: str) -> bytes:
    raise ValueError("broken")


def test_a_letter_fetches_nothing_from_outside() -> None:
    for address in ("http://127.0.0.1:9/x.png", "file:///etc/hostname"):
        with pytest.raises(FatalURLFetchingError):
            pdf.pdf_of(f"<html><body><img src='{address}'></body></html>")


def test_a_non_breaking_hyphen_prints_as_a_hyphen(files: Path) -> None:
    path = files / "hyphen.pdf"
    path.write_bytes(pdf.pdf_of("<html lang='zh-CN'><p>2026\u201103\u201118</p></html>"))
    assert "2026-03-18" in _text(path)
