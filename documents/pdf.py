"""HTML to PDF/A with WeasyPrint. Knows neither Django nor the database, so that worker processes start quickly."""

import gc
import multiprocessing
import threading
import warnings
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from pydyf import PDF, Stream
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from documents.fonts import common_faces

STYLE_SHEET = Path(__file__).resolve().parent.parent / "static" / "letters" / "letter.css"
VARIANT = "pdf/a-3u"
WORKERS = 2

# Pango's font map is shared by the whole process; letters are rendered one at a time in each.
_one_at_a_time = threading.Lock()


class OnlyData(URLFetcher):
    """Fetches what lies inside the document itself (data: URIs) and stops at any other address."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The resource, or FatalURLFetchingError: a letter never waits for a network or reads a file."""
        if not url.startswith("data:"):
            raise FatalURLFetchingError(f"文书不得引用外部资源：{url[:80]}")
        return super().fetch(url, headers)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style() -> CSS:
    text = common_faces() + STYLE_SHEET.read_text("utf-8")
    return CSS(string=text, font_config=_fonts(), url_fetcher=OnlyData())


def pdf_of(html: str) -> bytes:
    """The PDF/A of one document; the letters' style sheet applies."""
    # A non-breaking hyphen sends the line breaker into minutes of work; in print it looks like a hyphen.
    text = html.replace("\u2011", "-")
    with _one_at_a_time, warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        document = HTML(string=text, url_fetcher=OnlyData())
        return document.write_pdf(
            stylesheets=[_style()], font_config=_fonts(), pdf_variant=VARIANT, finisher=_pack_quickly
        )


def _pack_quickly(_: Document, pdf: PDF) -> None:
    """Pack the fonts lightly: the utmost effort, the default, costs a fifth of a letter's time for 2 % of its size."""
    for entry in pdf.objects:
        if isinstance(entry, Stream) and entry.compress and [type(part) for part in entry.stream] == [bytes]:
            entry.stream, entry.compress = [zlib.compress(entry.stream[0], 1)], False
            entry.extra["Filter"] = "/FlateDecode"


class Press:
    """Worker processes with warm fonts for batches; `with Press() as press: press.print_all(pages)`."""

    def __init__(self, workers: int = WORKERS) -> None:
        # spawn: a forked child of a web or task process would inherit its database connections and locks
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_make_ready)

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(self, html: str) -> "Future[bytes]":
        """The PDF to come of one document."""
        return self._pool.submit(pdf_of, html)

    def print_all(self, pages: Iterable[str]) -> Iterator[bytes]:
        """The PDFs of all documents, in their order; the first failure is raised at its place."""
        yield from [future.result() for future in [self.submit(page) for page in pages]]


def _make_ready() -> None:
    """A worker only prints: what it holds when warm stays, and its letters are tidied up after in greater heaps."""
    warm_up()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def warm_up() -> None:
    """Load fonts and style before the first letter."""
    pdf_of("<html lang='zh-CN'><title>预热</title><p>长期护理保险 ☑ 123</p></html>")
