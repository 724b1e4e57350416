"""A provider hands in the service records of a month as one file: stored whole or not at all. C5.

宁夏第二十条; 天津通知（六）、（七）; 新疆、黑龙江第十六条.
"""

import hashlib
import logging
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.models import Organisation, User
from accounts.posts import Post
from care.models import ServiceRecord, ServiceUpload, UploadFault
from care.uploads import copying, staging, storing
from care.uploads.template import BOOK, LIMITS
from documents.workbooks import Fault, WrongFile, marked
from documents.workbooks.opening import opened
from documents.workbooks.reading import MARK_SHEET, data_sheet
from policy import rule
from workflow import journal
from workflow.refusal import Code, Refusal

ACT, KEY = "care.upload_services", "care.plan.filed"
STEP = 5000
logger = logging.getLogger(__name__)
ONE_PLACE = "a_carer_is_in_one_place_at_a_time"
ONCE = ("a_service_is_sent_once", "a_service_is_recorded_once")
OVERTAKEN = "核对时另有人登记了同一人员同一时间的服务，文件没有入库，请重新上传。"
BROKEN = "处理时系统出错，文件没有入库，请稍后重新上传。"


def receive(*, content: bytes, name: str, by: Actor, now: datetime) -> ServiceUpload:
    """Take a file in, to be checked behind the scenes (`care.tasks.begin`); the same file again is the same upload."""
    seat = by.seat((Post.PROVIDER_MANAGER,))
    if seat is None or by.user_id is None or seat.organisation_id is None:
        raise Refusal(Code.NOT_PERMITTED, "服务记录只能由服务机构管理员上传。", article(None))
    if not content:
        raise Refusal(Code.INVALID_INPUT, "文件是空的。", article(seat.area_code), {"file": "空文件"})
    sha = hashlib.sha256(content).hexdigest()
    earlier = ServiceUpload.objects.filter(provider_id=seat.organisation_id, sha256=sha).exclude(state="refused")
    if (found := earlier.first()) is not None:
        return found
    upload = ServiceUpload(
        provider_id=seat.organisation_id,
        name=name[-200:],
        sha256=sha,
        uploaded_by_id=by.user_id,
        uploaded_by_name=by.name,
        uploaded_at=now,
    )
    upload.file.save(f"{upload.pk}.xlsx", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:
        upload.file.delete(save=False)
        return earlier.get()
    return upload


def article(area: str | None) -> str:
    return rule(KEY, area=area or "650000", on=timezone.localdate()).citation


def take(pk: Any, now: datetime, source: str = "upload") -> ServiceUpload:
    """Read, check and store the file, or refuse it with every fault; once, whoever rings first."""
    claimed = ServiceUpload.objects.filter(pk=pk, state=ServiceUpload.State.WAITING)
    if not claimed.update(state=ServiceUpload.State.RUNNING):
        return ServiceUpload.objects.get(pk=pk)
    upload = ServiceUpload.objects.select_related("provider").get(pk=pk)
    with upload.file.open("rb") as file:
        content = file.read()
    try:
        with transaction.atomic():
            found = _check(upload, content, now) or _stored(upload, source, now)
    except WrongFile as problem:
        found = [(Fault(0, "", str(problem)), Code.INVALID_INPUT.value)]
    except Exception:
        logger.exception("upload %s", pk)
        found = [(Fault(0, "", BROKEN), Code.INVALID_INPUT.value)]
    _finish(upload, content, found, now)
    return upload


def _check(upload: ServiceUpload, content: bytes, now: datetime) -> list[tuple[Fault, str]]:
    """Faults of cells first; only a file whose cells can be read is held against what is known."""
    told: list[tuple[Fault, str]] = []
    upload.rows = 0

    def seen(count: int) -> None:
        if count // STEP != upload.rows // STEP:
            cache.set(progress_key(upload), count, 3600)
        upload.rows = count

    with opened(content, [MARK_SHEET, BOOK.title], LIMITS, copied=BOOK.title) as book:
        for row in copying.copy(data_sheet(BOOK, book), now, seen):
            if len(told) < staging.MOST_FAULTS:
                told += [(fault, Code.INVALID_INPUT.value) for fault in row]
    if upload.rows == 0 and not told:
        raise WrongFile("文件里没有填写内容。")
    return told + staging.faults(upload.provider_id, timezone.localdate(now), goes_back=bool(told))


def progress_key(upload: ServiceUpload) -> str:
    return f"service-upload-{upload.pk}"


def _stored(upload: ServiceUpload, source: str, now: datetime) -> list[tuple[Fault, str]]:
    """Nothing, when it is stored; else the rows that the table has refused: done before, or in two places at once."""
    try:
        with transaction.atomic():
            _store(upload, source, now)
    except IntegrityError as problem:
        if not any(name in str(problem) for name in (ONE_PLACE, *ONCE)):
            raise
        found = staging.repeated(upload.provider_id) + staging.in_two_places()
        return staging.in_order(found) or [(Fault(0, "", OVERTAKEN), Code.INVALID_INPUT.value)]
    return []


def _store(upload: ServiceUpload, source: str, now: datetime) -> None:
    """Records and the journal's entry together; a record that came meanwhile turns the whole file back."""
    of_api = source == ServiceRecord.Source.API
    kind = ServiceRecord.Source.API if of_api else ServiceRecord.Source.UPLOAD
    upload.rows_done = storing.store(upload.provider_id, upload.pk, upload.uploaded_by_id, kind, now)
    user = User.objects.get(pk=upload.uploaded_by_id)
    place: Organisation = upload.provider
    seat = Seat(Post.PROVIDER_MANAGER, place.pk, place.name, place.area_id, place.kind)
    journal.record(
        area_code=place.area_id,
        act=ACT,
        by=Actor(user.pk, upload.uploaded_by_name, (seat,)),
        seat=seat,
        now=now,
        case_kind="care.serviceupload",
        case_id=str(upload.pk),
        citation=article(place.area_id),
        changed={"file": upload.name, "sha256": upload.sha256, "records": upload.rows_done},
    )


def _finish(upload: ServiceUpload, content: bytes, found: list[tuple[Fault, str]], now: datetime) -> None:
    upload.faults, upload.finished_at = len(found), timezone.now()
    upload.state = ServiceUpload.State.REFUSED if found else ServiceUpload.State.STORED
    upload.told = found[0][0].message[:300] if found and found[0][0].row == 0 else ""
    if found and not upload.told:
        upload.marked.save(f"{upload.pk}-marked.xlsx", ContentFile(_marked(content, found)), save=False)
    with transaction.atomic():
        upload.save()
        UploadFault.objects.bulk_create(
            UploadFault(upload=upload, row=fault.row, column=fault.column[:40], code=code, sentence=fault.message[:300])
            for fault, code in found
        )
    cache.delete(progress_key(upload))


def _marked(content: bytes, found: list[tuple[Fault, str]]) -> bytes:
    return marked(BOOK, content, [fault for fault, _ in found])
