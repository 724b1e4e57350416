"""The PDF of an issued letter: made once, stored under its own hash, checked whenever it is opened."""

import hashlib
import logging
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from documents import versions
from documents.models import Letter
from documents.pages import page_of
from documents.pdf import Press, pdf_of

logger = logging.getLogger(__name__)

_BATCH = 20
# Below this number starting worker processes takes longer than the letters.
_PRESS_FROM = 10


class FileProblem(Exception):
    """The stored file of a letter is missing or is not the one that was issued."""


def print_letter(letter_id: UUID | str, *, now: datetime) -> Letter:
    """Make the PDF if there is none yet; two callers at once make one, and an existing one stays as it is."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if not letter.printed:
            _store(letter, pdf_of(page_of(letter)), now)
    return letter


def print_letters(letter_ids: Iterable[UUID | str], *, now: datetime) -> int:
    """Make the missing PDFs of these letters, many of them in worker processes; safe to run twice.

    Returns how many it took care of. A letter that fails is logged and the others go on; in a batch, letters
    that somebody else is printing at this moment are left to them.
    """
    ids = list(letter_ids)
    with press_for(len(ids)) as press:
        return sum(print_batch(press, batch, now=now) for batch in in_batches(ids))


@contextmanager
def press_for(letters: int) -> Iterator[Press | None]:
    """A press for as many letters, or None where they are printed one after the other in this process."""
    # A prefork task worker is a daemon and may not have children; it has siblings that print beside it.
    if letters < _PRESS_FROM or multiprocessing.current_process().daemon:
        yield None
        return
    with Press() as press:
        yield press


def in_batches(ids: Sequence[UUID | str]) -> Iterator[Sequence[UUID | str]]:
    """As many letters at a time as are locked together."""
    yield from (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def print_batch(press: Press | None, ids: Sequence[UUID | str], *, now: datetime) -> int:
    """Make the missing PDFs among these; how many were taken care of."""
    if press is None:
        return sum(_print_here(letter_id, now) for letter_id in ids)
    return _print_batch(press, ids, now)


def _print_here(letter_id: UUID | str, now: datetime) -> bool:
    try:
        return print_letter(letter_id, now=now).printed
    except Exception:  # whatever it was, the next letters must not wait for it
        logger.exception("letter %s could not be printed", letter_id)
        return False


def _print_batch(press: Press, ids: Sequence[UUID | str], now: datetime) -> int:
    with transaction.atomic():
        waiting = Letter.objects.unprinted().filter(pk__in=ids).select_for_update(skip_locked=True)
        started = [(letter, press.submit(page_of(letter))) for letter in waiting.order_by("issued_at", "number")]
        return sum(_finish(letter, future, now) for letter, future in started)


def _finish(letter: Letter, future: "Future[bytes]", now: datetime) -> bool:
    try:
        content = future.result()
    except Exception:  # as above
        logger.exception("letter %s could not be printed", letter.pk)
        return False
    _store(letter, content, now)
    return True


def _store(letter: Letter, content: bytes, now: datetime) -> None:
    letter.sha256 = hashlib.sha256(content).hexdigest()
    name = f"letters/{letter.year}/{letter.sha256}.pdf"
    # The name is the content: a file left by a transaction that did not commit is the same file.
    letter.file = name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))
    letter.printed_at = now
    letter.printed_template_version = versions.template_version()
    letter.save(update_fields=["sha256", "file", "printed_at", "printed_template_version"])


def open_pdf(letter: Letter) -> bytes:
    """The stored bytes, after comparing their hash with the issued one; raises FileProblem with a sentence."""
    try:
        with default_storage.open(letter.file) as file:
            content: bytes = file.read()
    except OSError as error:
        logger.error("letter %s: stored file is missing", letter.pk)
        raise FileProblem("文书文件不在存储中，请联系系统管理员从备份恢复。") from error
    if hashlib.sha256(content).hexdigest() != letter.sha256:
        logger.error("letter %s: stored file differs from the issued one", letter.pk)
        raise FileProblem("存储的文书文件与出具时的校验值不一致，可能被改动，已停止提供。请联系系统管理员从备份恢复。")
    return content
