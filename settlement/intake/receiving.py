"""Receive an upload and work it off: kept first, then staged, checked, taken; after a crash it goes on by itself. F1."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, Protocol
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.posts import Post
from documents import workbooks
from policy import rule
from providers.models import Agreement
from settlement import permissions
from settlement.intake import checking, parts, staging
from settlement.intake.columns import WrongTemplate
from settlement.models import ClaimBatch, Intake
from settlement.partitions import following
from workflow.refusal import Code, Refusal

CITES = "settlement.claim_papers"
LARGEST = 200 * 1024 * 1024
# What is more than that goes by CSV or the interface.
BOUNDS = workbooks.Limits(columns=40, longest=200)
LEASE = timedelta(minutes=20)
MOST_TRIES = 5
State = Intake.State


class Uploaded(Protocol):
    """A file as a form hands it over."""

    name: str | None
    size: int

    def chunks(self) -> Iterator[bytes]: ...


def begin(
    *, provider: Organisation, month: date, by: Actor, now: datetime, name: str, kind: str = ClaimBatch.Kind.CARE,
    source: str = "", dry_run: bool = False, declared: bool = False,
) -> Intake:  # fmt: skip
    """Open an upload; refuses at once what no content could make right."""
    agency = _agency(provider, month)
    line = rule(CITES, area=agency.area_id, on=timezone.localdate(now))
    seat = by.seat(permissions.SENDERS, provider.pk)
    if by.user_id is None or seat is None:
        raise Refusal(Code.NOT_PERMITTED, "费用只能由本机构的管理员申报。", line.citation)
    if permissions.CLAIMED_BY[Post(seat.post)] != kind:
        said = "护理服务费用由长护服务机构申报，失能评估费用由定点评估机构申报，请申报本机构的费用。"
        raise Refusal(Code.NOT_PERMITTED, said, line.citation)
    _in_time(agency, month, timezone.localdate(now))
    if not dry_run and not declared:
        message = "请先声明所申报的费用真实、准确、完整。"
        raise Refusal(Code.INVALID_INPUT, message, line.citation, {"declared": message})
    return Intake(
        agency=agency, provider=provider, kind=kind, month=month, source=source or _source(name), file_name=name[-200:],
        dry_run=dry_run, declared=declared, by_id=by.user_id, at=now, progress="已接收",
    )  # fmt: skip


def _agency(provider: Organisation, month: date) -> Organisation:
    held = Agreement.objects.filter(organisation=provider, starts_on__lt=following(month), ends_on__gte=month)
    agreement = held.select_related("agency").order_by("-starts_on").first()
    if agreement is None:
        line = rule(CITES, area=provider.area_id, on=month)
        raise Refusal(Code.NO_AGREEMENT, f"{month:%Y年%m月}没有服务协议，不能申报。", line.citation)
    return agreement.agency


def _in_time(agency: Organisation, month: date, today: date) -> None:
    line = rule("settlement.claim_window", area=agency.area_id, on=today)
    if month > today:
        raise Refusal(Code.TOO_EARLY, "这个月还没有到，不能申报。", line.citation, {"month": "尚未到"})
    last = month
    for _ in range((line.value or 0) + 1):
        last = following(last)
    if line.value is not None and today >= last:
        message = f"{month:%Y年%m月}的费用须在服务月之后 {line.value} 个月内申报，现已截止。"
        raise Refusal(Code.CLOSED_PERIOD, message, line.citation, {"month": "已截止"})


def _source(name: str) -> str:
    return ClaimBatch.Source.CSV if name.lower().endswith(".csv") else ClaimBatch.Source.XLSX


def receive(intake: Intake, file: Uploaded) -> Intake:
    """Keep the bytes, then the row: what is not in the row was never received."""
    if file.size == 0 or file.size > LARGEST:
        message = "文件是空的。" if file.size == 0 else f"文件超过 {LARGEST >> 20} MB，请分批或使用接口上传。"
        raise Refusal(Code.INVALID_INPUT, message, "", {"file": message})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    intake.sha256 = digest.hexdigest()
    intake.place = default_storage.save(f"claims/{intake.month:%Y%m}/{uuid4().hex}", File(file))  # type: ignore[arg-type]
    intake.state = State.WAITING
    intake.save(force_insert=True)
    return intake


def work(pk: Any, now: datetime) -> Intake | None:
    """Do what is to be done of an upload, once: None where another does it or nothing waits."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    rows = Intake.objects.filter(pk=pk, state=State.WAITING).filter(free)
    if not rows.update(claimed_until=now + LEASE, tries=F("tries") + 1, progress="正在读取"):
        return None
    intake = Intake.objects.select_related("agency", "provider__area", "by").get(pk=pk)
    try:
        if intake.tries > MOST_TRIES:
            raise WrongTemplate("多次处理都没有完成，请联系经办机构。")
        if intake.place:
            _stage(intake)
        elif not parts.whole(intake):
            parts.ask_again(intake)
            return intake
        _step(intake, "正在核对")
        with transaction.atomic():
            _check_and_take(intake, now)
    except (WrongTemplate, workbooks.WrongFile, Refusal) as error:
        _give_back(intake, [{"row": 0, "column": "", "message": str(error)}], 1)
    staging.drop(intake)
    return intake


def _step(intake: Intake, said: str) -> None:
    Intake.objects.filter(pk=intake.pk).update(progress=said)


def _stage(intake: Intake) -> None:
    """Anew each time: what an interrupted try left behind is thrown away."""
    staging.drop(intake)
    with transaction.atomic():
        staging.create(intake)
        with default_storage.open(intake.place, "rb") as file:
            if intake.source == ClaimBatch.Source.CSV:
                staging.copy_csv(intake, file)
            else:
                _copy_sheet(intake, file)


def _copy_sheet(intake: Intake, file: BinaryIO) -> None:
    with closing(workbooks.rows_of(file.read(), BOUNDS)) as cells:  # type: ignore[type-var]
        columns, rows = staging.sheet(intake, cells)
        staging.copy_rows(intake, columns, rows)


def _check_and_take(intake: Intake, now: datetime) -> None:
    from settlement.acts.upload import upload  # acts import this module

    found = checking.check(intake, timezone.localdate(now))
    intake.rows, intake.error_count = found.rows, found.error_count
    if found.rows == 0:
        raise WrongTemplate("文件里没有明细行。")
    if found.errors:
        errors = [{"part": e.part, "row": e.row, "column": e.column, "message": e.message} for e in found.errors]
        _give_back(intake, errors, found.error_count)
        return
    if intake.dry_run:
        intake.state, intake.progress, intake.errors = State.CHECKED, "核对无误", []
    else:
        _step(intake, "正在入库")
        batch = new_batch(intake, now)
        try:
            with transaction.atomic():
                done = upload(case=batch, by=Actor.of(intake.by, timezone.localdate(now)), now=now, intake=intake)
        except IntegrityError as error:
            if "one_open_batch_for_a_month_and_provider" not in str(error):
                raise
            raise Refusal(Code.WRONG_STATE, OPEN_ALREADY.format(month=intake.month)) from None
        intake.batch, intake.state, intake.progress, intake.errors = done.case, State.TAKEN, "已申报", []
    intake.claimed_until = None
    intake.save()


OPEN_ALREADY = "{month:%Y年%m月}已有一批申报正在办理，办结或退回后才能再申报。"


def new_batch(intake: Intake, now: datetime) -> ClaimBatch:
    """The batch that an upload opens; the next of its month."""
    earlier = ClaimBatch.objects.filter(
        agency=intake.agency, provider=intake.provider, kind=intake.kind, month=intake.month
    ).order_by("-number")
    last = earlier.first()
    batch = ClaimBatch(
        area_code=intake.agency.area_id, agency=intake.agency, policy_on=intake.month, created_at=now,
        kind=intake.kind, provider=intake.provider, month=intake.month, number=(last.number if last else 0) + 1,
        source=intake.source, file_name=intake.file_name, sha256=intake.sha256,
        follows=last if last is not None and last.state == "returned" else None,
    )  # fmt: skip
    batch.matter = batch.pk
    return batch


def _give_back(intake: Intake, errors: Sequence[dict[str, Any]], count: int) -> None:
    intake.state, intake.progress, intake.claimed_until = State.FAULTY, "有错误，没有入库", None
    intake.errors, intake.error_count = list(errors), count
    intake.save()


def waiting(now: datetime, limit: int = 20) -> list[Any]:
    """Uploads that nobody works on: new ones, and those whose worker died."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    rows = Intake.objects.filter(state=State.WAITING).filter(free).order_by("at")
    return list(rows.values_list("pk", flat=True)[:limit])
