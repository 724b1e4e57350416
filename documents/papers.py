"""Files of a case: begun, received in pieces, checked, filed, looked at, withdrawn.

The bytes that have arrived are the file on disk, nothing else counts them: after a kill at any moment its size is the
offset from which the sender goes on. The row says `stored` only after the file lies in its place.
"""

import contextlib
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from documents import content, digesting, scanning
from documents.models import PaperFile
from documents.paper_access import PaperRules, rules_of
from workflow import journal
from workflow.refusal import Code, Refusal

logger = logging.getLogger(__name__)
CHUNK = 1 << 18  # small enough to be hashed while it still lies in the processor's cache
ARTICLE = "经办规程 档案管理（新疆、黑龙江第四十八条；宁夏第六十一条）"
SAFETY = "经办规程 信息安全（新疆、黑龙江第四十六条；宁夏第五十九条）"


def receiving_path(paper_id: UUID) -> Path:
    """Where an unfinished upload lies: on a disk of ours, whatever holds the finished files."""
    folder = Path(settings.LTCI_RECEIVING)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{paper_id}.part"


def begin(*, case: Any, code: str, name: str, size: int, by: Actor, now: datetime) -> PaperFile:
    """Open an upload of `size` bytes; refuses what would be refused anyway before a byte has been sent."""
    rules = rules_of(case.kind_name())
    labels = rules.addable(case, by) if rules is not None else {}
    if rules is None or by.user_id is None or not labels:
        raise Refusal(Code.NOT_PERMITTED, "您不能给这个案件添加资料，或者案件已经过了添加资料的环节。", ARTICLE)
    if code not in labels:
        raise Refusal(Code.INVALID_INPUT, "请选择资料的种类。", ARTICLE, {"code": "必选"})
    _in_bounds(name, size)
    _within_quota(case, size)
    paper = PaperFile.objects.create(
        matter=case.matter,
        case_kind=case.kind_name(),
        case_id=case.pk,
        area_code=case.area_code,
        code=code,
        label=labels[code],
        medical=code in rules.medical,
        name=_safe_name(name),
        size=size,
        uploaded_by_id=by.user_id,
        uploaded_by_name=by.name,
        created_at=now,
        expires_at=now + timedelta(hours=settings.LTCI_UPLOAD_HOURS),
    )
    receiving_path(paper.pk).touch()
    return paper


def _in_bounds(name: str, size: int) -> None:
    if size <= 0:
        raise Refusal(Code.INVALID_INPUT, "文件是空的（0 字节），请重新选择。", "", {"file": "空文件"})
    video = name.lower().endswith((".mp4", ".mov", ".m4v", ".webm"))
    most = settings.LTCI_LARGEST_VIDEO if video else settings.LTCI_LARGEST_PAPER
    if size > most:
        told = f"文件有 {size // (1 << 20)} MB，超过{'视频' if video else '图片和 PDF '}的上限 {most // (1 << 20)} MB。"
        raise Refusal(Code.INVALID_INPUT, f"{told}请压缩或分段后再上传。", "", {"file": "文件太大"})


def _within_quota(case: Any, size: int) -> None:
    rows = PaperFile.objects.filter(case_id=case.pk, state__in=(PaperFile.State.STORED, PaperFile.State.RECEIVING))
    held = sum(rows.values_list("size", flat=True))
    if held + size > settings.LTCI_CASE_QUOTA:
        raise Refusal(Code.INVALID_INPUT, "这个案件的资料已经太多，请先撤下重复的。", "", {"file": "超过总量"})


def _safe_name(name: str) -> str:
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-200:] or "未命名"


@contextlib.contextmanager
def _held(path: Path) -> Iterator[FileIO]:
    """The unfinished file, for one receiver at a time; BlockingIOError while another has it."""
    with path.open("r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file


def offset_of(paper: PaperFile) -> int:
    """How many bytes have arrived."""
    if paper.state != PaperFile.State.RECEIVING:
        return paper.size
    path = receiving_path(paper.pk)
    return path.stat().st_size if path.exists() else 0


def receive(paper: PaperFile, offset: int, stream: Any) -> int:
    """Append what comes to the bytes that are there; returns how many there are then.

    Raises ValueError when `offset` is not where the file ends, or more comes than was announced.
    """
    path = receiving_path(paper.pk)
    path.touch()
    with _held(path) as file:
        if file.seek(0, os.SEEK_END) != offset:
            raise ValueError("offset")
        room, following = paper.size - offset, digesting.Following(paper.pk, offset)
        try:
            while piece := stream.read(min(CHUNK, room + 1)):
                if len(piece) > room:
                    raise ValueError("too much")
                _write_all(file, piece)
                following.piece(piece)
                room -= len(piece)
        finally:
            following.close()
        return file.tell()


def _write_all(file: FileIO, piece: bytes) -> None:
    """A bare write may take less than it was given."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def finish(paper: PaperFile, *, by: Actor, now: datetime) -> PaperFile:
    """Check what has arrived and file it; what is not taken is told, marked and its bytes removed."""
    path = receiving_path(paper.pk)
    try:
        found = content.identify(path, paper.name)
        clean = scanning.scan(path)
    except content.BadFile as problem:
        raise _refused(paper, str(problem), by, now) from problem
    except scanning.ScanProblem as problem:
        logger.exception("scan of %s failed", paper.pk)
        raise Refusal(Code.INVALID_INPUT, "病毒扫描服务没有应答，文件暂时不能收下，请稍后再试。", SAFETY) from problem
    if clean is False:
        paper.scan = PaperFile.Scan.INFECTED
        raise _refused(paper, "文件中发现病毒，没有收下。请检查您的设备。", by, now)
    paper.scan = PaperFile.Scan.CLEAN if clean else PaperFile.Scan.NONE
    paper.content_type, paper.taken_at, paper.place = found.type, found.taken_at, found.place
    paper.sha256 = digesting.settled(paper.pk, path)
    _file_away(paper, path, by, now)
    return paper


def _refused(paper: PaperFile, message: str, by: Actor, now: datetime) -> Refusal:
    """Nothing of it stays but the row that says who sent what and why it was not taken."""
    with transaction.atomic():
        paper.state, paper.problem = PaperFile.State.REFUSED, message[:200]
        paper.save()
        _write(paper, "documents.refuse_paper", by, now, reason=message)
    receiving_path(paper.pk).unlink(missing_ok=True)
    return Refusal(Code.INVALID_INPUT, message, "", {"file": message})


def _file_away(paper: PaperFile, path: Path, by: Actor, now: datetime) -> None:
    """The file into its place first, then the row: a crash between the two leaves an upload that finishes again."""
    place = f"papers/{now:%Y/%m}/{paper.pk}"
    shown = _shown_copy(paper, path)
    _move(path, place)
    if shown is not None:
        paper.shown_sha256, paper.shown_file = digesting.digest(shown), f"{place}.jpg"
        _move(shown, paper.shown_file)
    try:
        with transaction.atomic():
            paper.file, paper.state, paper.stored_at = place, PaperFile.State.STORED, now
            paper.save()
            rules = rules_of(paper.case_kind)
            case = rules.case(paper.case_id, by) if rules else None
            if rules is not None and case is not None:
                rules.added(case, paper.code, by, now)
            _write(paper, "documents.add_paper", by, now)
    except IntegrityError as problem:
        paper.file = paper.shown_file = paper.shown_sha256 = ""
        paper.stored_at = None
        default_storage.delete(place)
        raise _refused(paper, "同一份文件已经上传过，不需要重复上传。", by, now) from problem
    path.unlink(missing_ok=True)


def _shown_copy(paper: PaperFile, path: Path) -> Path | None:
    if paper.content_type not in content.HEIC:
        return None
    target = path.with_suffix(".jpg")
    content.to_jpeg(path, target)
    return target


def _move(path: Path, place: str) -> None:
    """Into the storage: on the same disk by a link that cannot be half done, elsewhere by copying."""
    try:
        target = Path(default_storage.path(place))
    except NotImplementedError:
        if not default_storage.exists(place):
            with path.open("rb") as file:
                default_storage.save(place, File(file))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except FileExistsError:
        pass  # a crash after an earlier link: the same bytes
    except OSError:
        shutil.copyfile(path, target)


def keep(*, case: Any, code: str, upload: Any, by: Actor, now: datetime) -> PaperFile:
    """A small file that came whole in a form."""
    paper = begin(case=case, code=code, name=upload.name or "", size=upload.size or 0, by=by, now=now)
    receive(paper, 0, upload)
    return finish(paper, by=by, now=now)


def withdraw(*, paper: PaperFile, reason: str, by: Actor, now: datetime) -> None:
    """Take a file out of sight that was filed by mistake; it is kept, with who took it out and why."""
    rules = rules_of(paper.case_kind)
    case = rules.case(paper.case_id, by) if rules else None
    if rules is None or case is None or paper.code not in rules.addable(case, by):
        raise Refusal(Code.NOT_PERMITTED, "现在不能撤下这份资料。", ARTICLE)
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明撤下的理由。", ARTICLE, {"reason": "必填"})
    with transaction.atomic():
        row = PaperFile.objects.select_for_update().get(pk=paper.pk)
        if row.state != PaperFile.State.STORED:
            raise Refusal(Code.WRONG_STATE, "这份资料已经撤下。", ARTICLE)
        row.state, row.withdrawn_at, row.withdrawn_by_name = PaperFile.State.WITHDRAWN, now, by.name
        row.withdrawn_reason = reason.strip()[:200]
        row.save()
        _write(row, "documents.withdraw_paper", by, now, reason=reason.strip())


def viewed(paper: PaperFile, *, by: Actor, now: datetime) -> None:
    """Write who looked at it: every viewing of a medical paper, photo or video leaves its entry."""
    if paper.medical:
        with transaction.atomic():
            _write(paper, "documents.view_paper", by, now)


def _write(paper: PaperFile, act: str, by: Actor, now: datetime, reason: str = "") -> None:
    journal.record(
        area_code=paper.area_code,
        act=act,
        by=by,
        seat=_seat(paper, by),
        now=now,
        matter=paper.matter,
        case_kind=paper.case_kind,
        case_id=str(paper.case_id),
        reason=reason,
        citation=SAFETY if act == "documents.view_paper" else ARTICLE,
        changed={"paper": str(paper.pk), "label": paper.label, "sha256": paper.sha256},
    )


def _seat(paper: PaperFile, by: Actor) -> Any:
    rules: PaperRules | None = rules_of(paper.case_kind)
    case = rules.case(paper.case_id, by) if rules else None
    return rules.seat(case, by) if rules is not None and case is not None else None


def sweep_abandoned(now: datetime, limit: int = 500) -> int:
    """Remove the bytes of uploads that nobody finished in time; returns how many."""
    swept = 0
    for paper in PaperFile.objects.abandoned(now).order_by("pk")[:limit]:
        done = PaperFile.objects.filter(pk=paper.pk, state=PaperFile.State.RECEIVING).update(
            state=PaperFile.State.REFUSED, problem="上传没有在时限内完成"
        )
        if done:
            receiving_path(paper.pk).unlink(missing_ok=True)
            swept += 1
    return swept
