"""An upload by the interface in parts: each kept once, in any order; what is missing can be asked for and sent again. F1."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from settlement.intake import staging
from settlement.intake.columns import COLUMNS, SHEETS, Sheet
from settlement.models import Intake, IntakePart
from workflow import request_keys
from workflow.refusal import Code, Refusal

MOST_ROWS = 20_000  # of a part
MOST_PARTS = 2_000
ACT = "settlement.begin_intake"
State = Intake.State


def opened(intake: Intake, *, by: Actor, now: datetime, key: str) -> Intake:
    """Open an upload in parts; the same request sent again gives the same one."""
    said = {"provider": intake.provider_id, "month": intake.month, "kind": intake.kind, "dry_run": intake.dry_run}
    with transaction.atomic():
        earlier = request_keys.claim(ACT, by=by, now=now, key=key, said=said)
        if earlier is not None:
            return Intake.objects.get(pk=earlier.case_id)
        intake.state = State.RECEIVING
        intake.save(force_insert=True)
        staging.create(intake)
        request_keys.keep(key, kind="settlement.intake", pk=intake.pk)
    return intake


def add(pk: UUID, number: int, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Keep a part; False where it had been kept before. Raises `Refusal` for another part of the same number."""
    if not 1 <= number <= MOST_PARTS or not 0 < len(rows) <= MOST_ROWS:
        raise Refusal(Code.INVALID_INPUT, f"分片序号为 1 至 {MOST_PARTS}，每片 1 至 {MOST_ROWS} 行。")
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    with transaction.atomic():
        intake = Intake.objects.select_for_update(of=("self",)).get(pk=pk)
        if intake.state != State.RECEIVING:
            raise Refusal(Code.WRONG_STATE, f"这次上传{intake.get_state_display()}，不能再加分片。")
        held = IntakePart.objects.filter(intake=intake, number=number).first()
        if held is not None:
            if held.digest == digest:
                return False
            raise Refusal(Code.INVALID_INPUT, f"第 {number} 片已经收到，内容不同。")
        staging.create(intake)
        staging.copy_rows(intake, COLUMNS, (_cells(row, SHEETS[intake.kind]) for row in rows), part=number)
        IntakePart.objects.create(intake=intake, number=number, digest=digest, rows=len(rows))
    return True


def _cells(row: Mapping[str, Any], sheet: Sheet) -> list[Any]:
    missing = [name for name in sheet.columns if name not in sheet.optional and name not in row]
    if missing:
        raise Refusal(Code.INVALID_INPUT, f"有的行缺少：{'、'.join(missing)}。{sheet.label}每行须有这些键。")
    return [row.get(name) if name in sheet.columns else "" for name in COLUMNS]


def finish(pk: UUID, *, parts: int) -> Intake:
    """All parts have been sent: `parts` says how many, so that none is forgotten. Finished twice is finished once."""
    with transaction.atomic():
        intake = Intake.objects.select_for_update(of=("self",)).get(pk=pk)
        if intake.state != State.RECEIVING:
            return intake
        held = set(IntakePart.objects.filter(intake=intake).values_list("number", flat=True))
        lost = sorted(set(range(1, parts + 1)) - held)
        if lost or len(held) != parts:
            shown = "、".join(str(number) for number in lost[:20])
            raise Refusal(Code.MISSING_MATERIALS, f"还没有收齐 {parts} 片，缺第 {shown or '—'} 片。")
        intake.state, intake.progress = State.WAITING, "等待处理"
        intake.save(update_fields=["state", "progress"])
    return intake


def whole(intake: Intake) -> bool:
    """Whether every row of every part is still there: a crash of PostgreSQL empties what is unlogged."""
    if not staging.exists(intake):
        return False
    expected = sum(intake.parts.values_list("rows", flat=True))
    return staging.count(intake) == expected


def ask_again(intake: Intake) -> None:
    """The parts are gone: the sender is told, sends them again and finishes once more."""
    with transaction.atomic():
        intake.parts.all().delete()
        Intake.objects.filter(pk=intake.pk).update(
            state=State.RECEIVING, claimed_until=None, progress="数据库曾中断，请重新发送全部分片"
        )
