"""200 conclusion letters on two cores against one process through WeasyPrint alone, on the same pages."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ltci.settings.test")

import django

LETTERS = 200
LIMIT = 1.7
ROUNDS = 4


def _pages() -> list[str]:
    """The HTML of LETTERS conclusion letters, different in name and number."""
    from datetime import UTC, datetime

    from documents.freezing import freeze
    from documents.issuing import seal
    from documents.models import Letter
    from documents.pages import page_of
    from tests.documents.samples import CONCLUSION, renamed

    pages = []
    for serial in range(1, LETTERS + 1):
        facts = freeze(renamed(CONCLUSION, person_name=f"张桂兰{serial}"))
        letter = Letter(
            kind="conclusion",
            number=f"乌长护办长护评〔2026〕{serial}号",
            issued_at=datetime(2026, 3, 18, tzinfo=UTC),
            facts=facts,
            facts_seal=seal(facts),
            verify_code="34679ACDEFGHJKMN",
        )
        pages.append(page_of(letter))
    return pages


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _alone(pages: list[str]) -> None:
    """WeasyPrint as its manual shows it, in this process, with fonts and style kept as we keep them."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from documents.pdf import STYLE_SHEET, VARIANT

    fonts = FontConfiguration()
    style = CSS(string=STYLE_SHEET.read_text("utf-8"), font_config=fonts)
    for page in pages:
        HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)


def main() -> int:
    """Print the ratio of the rates; 1 where it is under the limit."""
    django.setup()
    from documents.pdf import Press, warm_up

    pages = _pages()
    rounds = [pages[start : start + LETTERS // ROUNDS] for start in range(0, LETTERS, LETTERS // ROUNDS)]
    alone = together = 0.0
    warm_up()
    with Press() as press:
        list(press.print_all(pages[:4]))  # both workers are warm before the clock starts, as this process is
        # In turns, so that a machine busy with other things slows both sides alike.
        for part in rounds:
            alone += _timed(partial(_alone, part))
            together += _timed(lambda part=part: list(press.print_all(part)))
    ratio = alone / together
    print(
        f"pdf: {LETTERS} conclusion letters, one process {LETTERS / alone:.1f}/s, "
        f"two workers {LETTERS / together:.1f}/s, ratio {ratio:.2f} (limit ≥ {LIMIT})"
    )
    return 0 if ratio >= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
