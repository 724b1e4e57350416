"""Printing many letters together: asked for, made volume by volume, taken up after a crash, fetched, removed.

The stored PDFs are merged and never rendered again; a letter that has none yet gets it first.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.posts import Post
from documents import printing
from documents.merging import merged
from documents.models import Letter, PrintRun
from workflow import journal, request_keys
from workflow.refusal import Code, Refusal

logger = logging.getLogger(__name__)

ACT = "documents.ask_print_run"
ARTICLE = "经办规程 档案管理、信息安全（新疆、黑龙江第四十六、四十八条；宁夏第五十九、六十一条）"
POSTS = (
    *(Post.INTAKE_CLERK, Post.REVIEWER, Post.DISPATCHER, Post.SUPERVISOR, Post.ARCHIVIST),
    *(Post.BODY_MANAGER, Post.COMMITTEE_SECRETARY),
)
MOST_TRIES = 3


def _seat(by: Actor) -> Seat:
    seat = by.seat(POSTS)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "您的岗位不办理批量打印，请在事项页逐份打开文书。", ARTICLE)
    return seat


def asked_for(by: Actor, kind: str, since: date, until: date) -> "QuerySet[Letter]":
    """The letters of those days that `by` may open, in the order in which they are printed."""
    rows = Letter.objects.visible_to(by).filter(issued_at__date__gte=since, issued_at__date__lte=until)
    return (rows.filter(kind=kind) if kind else rows).order_by("kind", "issued_at", "number")


def ask(*, kind: str, since: date, until: date, by: Actor, now: datetime, key: str) -> PrintRun:
    """A new run, or the one that the same form asked for already; it is begun after commit."""
    seat = _seat(by)
    if since > until:
        raise Refusal(Code.INVALID_INPUT, "起始日期不能晚于截止日期。", "", {"until": "早于起始日期"})
    said = {"kind": kind, "since": since, "until": until}
    with transaction.atomic():
        earlier = request_keys.claim(ACT, by=by, now=now, key=key, said=said) if key else None
        if earlier is not None:
            return PrintRun.objects.get(pk=earlier.case_id)
        run = _new(by, now, said)
        if key:
            request_keys.keep(key, kind="documents.printrun", pk=run.pk)
        _write(ACT, run, seat, by, now, {"letters": run.count})
        _ring_after_commit(run)
    return run


def _new(by: Actor, now: datetime, said: dict[str, Any]) -> PrintRun:
    if PrintRun.objects.visible_to(by).open().count() >= settings.LTCI_PRINT_RUNS_EACH:
        told = f"您已有 {settings.LTCI_PRINT_RUNS_EACH} 次批量打印正在制作，请等其中一次完成后再申请。"
        raise Refusal(Code.WRONG_STATE, told, "")
    most = settings.LTCI_PRINT_RUN_MOST
    found = list(asked_for(by, **said).values_list("pk", flat=True)[: most + 1])
    if not found:
        told = "这几天没有您可以打开的这种文书，请改选日期或种类。"
        raise Refusal(Code.INVALID_INPUT, told, "", {"since": "没有文书"})
    if len(found) > most:
        told = f"所选文书超过 {most} 份，请缩短日期或选定种类，分几次打印。"
        raise Refusal(Code.INVALID_INPUT, told, "", {"until": f"超过 {most} 份"})
    return PrintRun.objects.create(
        asked_by_id=by.user_id or 0, asked_by_name=by.name, asked_at=now, beat_at=now, letters=found, **said
    )


def again(*, run: PrintRun, by: Actor, now: datetime) -> None:
    """Begin a run anew that was interrupted or left letters out; refused while it is under way or once it expired."""
    seat = _seat(by)
    with transaction.atomic():
        row = PrintRun.objects.select_for_update().get(pk=run.pk)
        left_out = row.state == PrintRun.State.DONE and bool(row.failed)
        if not left_out and row.state != PrintRun.State.BROKEN:
            raise Refusal(Code.WRONG_STATE, f"这次批量打印{row.get_state_display()}，不需要重做。", "")
        row.state, row.volumes, row.failed, row.handled, row.tries = PrintRun.State.WAITING, [], [], 0, 0
        row.worker, row.beat_at, row.finished_at, row.expires_at = None, now, None, None
        row.save()
        _write("documents.repeat_print_run", row, seat, by, now, {})
        transaction.on_commit(partial(_delete, [volume["file"] for volume in run.volumes]))
        _ring_after_commit(row)


def _ring_after_commit(run: PrintRun) -> None:
    run_id = str(run.pk)

    def ring() -> None:
        from documents.tasks import make_print_run  # tasks import this module

        make_print_run.delay(run_id)

    # Robust and named for the reasons told in documents.issuing; a lost bell is made up by the sweep.
    transaction.on_commit(ring, robust=True)


def make(run_id: UUID | str) -> int:
    """Make what is missing of a run; how many letters it handled. Nothing where another worker has it."""
    now = timezone.now()
    run = _claimed(run_id, now)
    if run is None:
        return 0
    before = run.handled
    try:
        with printing.press_for(run.count - run.handled) as press:
            for volume in _volumes(run):
                _make_volume(run, volume, press)
        _finished(run, PrintRun.State.DONE)
    except _Lost:
        logger.warning("print run %s was taken over by another worker", run.pk)
    return run.handled - before


class _Lost(Exception):
    """Another worker has taken the run up, because this one gave no sign for too long."""


def _claimed(run_id: UUID | str, now: datetime) -> PrintRun | None:
    """The run, if it waits or its worker is silent; ended where it was begun too often."""
    with transaction.atomic():
        run = PrintRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()
        if run is None or not run.under_way:
            return None
        if run.state == PrintRun.State.RUNNING and run.beat_at >= now - settings.LTCI_PRINT_RUN_SILENCE:
            return None
        run.tries += 1
        run.state, run.worker, run.beat_at = PrintRun.State.RUNNING, uuid4(), now
        run.handled = sum(volume["letters"] + volume["left_out"] for volume in run.volumes)
        run.failed = [row for row in run.failed if row["place"] < run.handled]
        run.save()
        if run.tries > MOST_TRIES:
            logger.error("print run %s was interrupted %d times", run.pk, MOST_TRIES)
            _finished(run, PrintRun.State.BROKEN)
            return None
    return run


def _volumes(run: PrintRun) -> Iterator[list[UUID]]:
    """The letters of each volume that is not yet made."""
    size = settings.LTCI_PRINT_RUN_VOLUME
    for start in range(run.handled, run.count, size):
        yield run.letters[start : start + size]


def _make_volume(run: PrintRun, ids: list[UUID], press: Any) -> None:
    parts, start = [], run.handled
    for batch in printing.in_batches(ids):
        printing.print_batch(press, _unprinted(batch), now=timezone.now())
        for place, letter in enumerate(_in_order(batch), start=run.handled):
            try:
                parts.append(_content(letter))
            except printing.FileProblem as problem:
                run.failed.append(
                    {"place": place, "letter": str(letter.pk), "number": letter.number, "why": str(problem)}
                )
        run.handled += len(batch)
        _beat(run)
    if parts:
        file, content = f"{_folder(run)}/{uuid4()}.pdf", merged(parts)
        default_storage.save(file, ContentFile(content))
        run.volumes.append(_volume(file, content, len(parts), run.handled - start - len(parts)))
    else:
        run.volumes.append({"file": "", "sha256": "", "size": 0, "letters": 0, "left_out": run.handled - start})
    _beat(run)


def _volume(file: str, content: bytes, letters: int, left_out: int) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"file": file, "sha256": digest, "size": len(content), "letters": letters, "left_out": left_out}


def _unprinted(ids: Any) -> list[UUID]:
    return list(Letter.objects.unprinted().filter(pk__in=ids).values_list("pk", flat=True))


def _in_order(ids: Any) -> list[Letter]:
    found = Letter.objects.defer("facts").in_bulk(list(ids))
    return [found[pk] for pk in ids]


def _content(letter: Letter) -> bytes:
    if not letter.printed:
        raise printing.FileProblem("文书没有制作成功，请稍后重试；仍不成功的请联系系统管理员。")
    return printing.open_pdf(letter)


def _beat(run: PrintRun) -> None:
    """Keep how far it is, unless another worker has the run by now."""
    kept = PrintRun.objects.filter(pk=run.pk, worker=run.worker, state=PrintRun.State.RUNNING).update(
        handled=run.handled, failed=run.failed, volumes=run.volumes, beat_at=timezone.now()
    )
    if not kept:
        raise _Lost


def _finished(run: PrintRun, state: str) -> None:
    now = timezone.now()
    PrintRun.objects.filter(pk=run.pk, worker=run.worker, state=PrintRun.State.RUNNING).update(
        state=state, worker=None, finished_at=now, expires_at=now + settings.LTCI_PRINT_RUN_KEPT
    )


def fetch(*, run: PrintRun, number: int, by: Actor, now: datetime) -> bytes:
    """The bytes of a volume (1, 2, …) for its asker, journalled; refused once a letter may no longer be opened."""
    seat = _seat(by)
    if (
        run.state == PrintRun.State.EXPIRED
        or not 1 <= number <= len(run.volumes)
        or not run.volumes[number - 1]["file"]
    ):
        raise Refusal(Code.WRONG_STATE, "这一册还没有制作，或者已过保留时间删除，请重新申请批量打印。", "")
    if Letter.objects.visible_to(by).filter(pk__in=run.letters).count() != run.count:
        raise Refusal(Code.NOT_PERMITTED, "其中有您现在无权打开的文书，整册不再提供，请重新申请批量打印。", ARTICLE)
    volume = run.volumes[number - 1]
    content = _stored(volume)
    with transaction.atomic():
        _write("documents.fetch_print_run", run, seat, by, now, {"volume": number, "sha256": volume["sha256"]})
    return content


def _stored(volume: dict[str, Any]) -> bytes:
    try:
        with default_storage.open(volume["file"]) as file:
            content: bytes = file.read()
    except OSError as problem:
        raise Refusal(Code.WRONG_STATE, "这一册的文件不在存储中，请重新申请批量打印。", "") from problem
    if hashlib.sha256(content).hexdigest() != volume["sha256"]:
        raise Refusal(Code.WRONG_STATE, "这一册的文件与制作时不一致，已停止提供，请重新申请批量打印。", "")
    return content


def kept_hours() -> int:
    return int(settings.LTCI_PRINT_RUN_KEPT.total_seconds() // 3600)


def sweep(now: datetime, limit: int = 5) -> int:
    """Remove what has expired, and take up what lost its bell or its worker; returns how many runs were taken up."""
    for run in PrintRun.objects.to_expire(now)[:100]:
        done = PrintRun.objects.filter(pk=run.pk, state=run.state, expires_at__lt=now).update(
            state=PrintRun.State.EXPIRED, volumes=[{**volume, "file": ""} for volume in run.volumes]
        )
        if done:
            # Also what a worker wrote and did not live to note.
            _delete([f"{_folder(run)}/{name}" for name in _names_in(_folder(run))])
    waiting = list(PrintRun.objects.to_take_up(now).values_list("pk", flat=True)[:limit])
    for run_id in waiting:
        _make_safely(run_id)
    return len(waiting)


def _make_safely(run_id: UUID) -> None:
    try:
        make(run_id)
    except Exception:  # whatever it was, the next run must not wait for it
        logger.exception("print run %s could not be made", run_id)


def _folder(run: PrintRun) -> str:
    return f"print-runs/{run.pk}"


def _names_in(folder: str) -> list[str]:
    try:
        return list(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


def _delete(files: list[str]) -> None:
    for file in filter(None, files):
        default_storage.delete(file)


def _write(act: str, run: PrintRun, seat: Seat, by: Actor, now: datetime, more: dict[str, Any]) -> None:
    journal.record(
        area_code=seat.area_code,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind="documents.printrun",
        case_id=str(run.pk),
        citation=ARTICLE,
        changed={"kind": run.kind, "since": str(run.since), "until": str(run.until), **more},
    )
