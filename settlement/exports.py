"""The lines of a batch as a file: asked for on the page, written by a job with constant memory, handed out. F1 to F3.

PostgreSQL writes the CSV itself (COPY), so that a line costs this process nothing but its bytes. Each is journalled.
"""

import hashlib
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from accounts.actors import Actor
from care.models import ServiceItem
from policy import rule as policy_rule
from settlement import permissions
from settlement.models import ClaimBatch, Decision, Finding, LineExport
from settlement.rules import RULES
from workflow import journal
from workflow.refusal import Code, Refusal

NAME, CITES = "settlement.export_lines", "settlement.smart_review"
LEASE = timedelta(minutes=15)  # a job that has not been heard of for so long is begun anew
KEPT = timedelta(days=7)
BOM = "\ufeff".encode()
State = LineExport.State


def ask(*, batch: ClaimBatch, rule: str, kind: str, by: Actor, now: datetime) -> LineExport:
    """Ask for the file; the same asked for twice while it is being made is one."""
    citation = _may(batch, by)
    wrong = {"rule": "没有这条规则。"} if rule and rule not in RULES else {}
    wrong |= {"kind": "没有这个类别。"} if kind and kind not in Finding.Kind.values else {}
    if wrong:
        raise Refusal(Code.INVALID_INPUT, "请在明细页上重新选择要导出的明细。", citation, wrong)
    said = {"batch": batch, "rule": rule, "kind": kind, "asked_by_id": by.user_id}
    open_ones = LineExport.objects.filter(state__in=(State.WAITING, State.RUNNING), **said)
    if (running := open_ones.first()) is not None:
        return running
    try:
        with transaction.atomic():
            row = LineExport.objects.create(**said, asked_at=now)
            _write(row, by, now, citation, {"rule": rule, "kind": kind})
    except IntegrityError:  # the same person in another window was faster
        return open_ones.get()
    return row


def hand_out(*, export: LineExport, by: Actor, now: datetime) -> LineExport:
    """Write who takes the file; what is not made, or no longer kept, is not handed out."""
    citation = _may(export.batch, by)
    if export.state != State.DONE:
        raise Refusal(Code.WRONG_STATE, f"这次导出现在是“{export.get_state_display()}”，不能下载。", citation)
    _write(export, by, now, citation, {"sha256": export.sha256, "handed_out": True})
    return export


def _may(batch: ClaimBatch, by: Actor) -> str:
    citation = policy_rule(CITES, area=batch.area_code, on=batch.month).citation
    if by.user_id is None or batch.seats(by, permissions.READERS) is None:
        raise Refusal(Code.NOT_PERMITTED, "这批申报不在您的办理范围内，不能导出。", citation)
    return citation


def _write(row: LineExport, by: Actor, now: datetime, citation: str, changed: dict[str, Any]) -> None:
    seat = row.batch.seats(by, permissions.READERS)
    journal.record(
        area_code=row.batch.area_code, act=NAME, by=by, seat=seat, now=now, matter=row.batch.matter,
        case_kind="settlement.lineexport", case_id=str(row.pk), citation=citation, changed=changed,
    )  # fmt: skip


def claim(now: datetime, pk: Any = None) -> LineExport | None:
    """The next export to be made, for this caller alone."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, claimed_until__lt=now)
    rows = LineExport.objects.filter(free, **({"pk": pk} if pk else {}))
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), skip_locked=True).order_by("asked_at").first()
        if row is not None:
            row.state, row.claimed_until = State.RUNNING, now + LEASE
            row.save(update_fields=["state", "claimed_until"])
    return row


def build(row: LineExport, now: datetime) -> None:
    """Write the file and keep it; a file that an interrupted job left behind belongs to no row."""
    with TemporaryFile() as held:
        rows, digest = write(row, held)
        held.seek(0)
        place = default_storage.save(f"exports/claims/{row.pk}.csv", File(held))
    row.state, row.rows, row.file, row.sha256 = State.DONE, rows, place, digest
    row.finished_at, row.kept_until, row.claimed_until = now, now + KEPT, None
    row.save()


def failed(row: LineExport) -> None:
    LineExport.objects.filter(pk=row.pk).update(state=State.FAILED, claimed_until=None)


def clear(now: datetime) -> int:
    """Delete files whose time is over; the rows stay and say so."""
    over = LineExport.objects.filter(state=State.DONE, kept_until__lt=now)
    for row in over:
        default_storage.delete(row.file)
        LineExport.objects.filter(pk=row.pk).update(state=State.GONE, file="")
    return len(over)


def write(row: LineExport, to: IO[bytes]) -> tuple[int, str]:
    """The lines as CSV in UTF-8 with a mark for spreadsheets; returns how many and the digest."""
    batch, digest = row.batch, hashlib.sha256(BOM)
    items = dict(ServiceItem.objects.of_area(batch.area_code, batch.month).values_list("code", "name"))
    given = {
        "batch": batch.pk, "month": batch.month, "rule": row.rule, "kind": row.kind,
        "codes": list(items), "names": list(items.values()),
        "rules": list(RULES), "labels": [one.label for one in RULES.values()],
        "kinds": Finding.Kind.values, "kind_labels": [str(label) for label in Finding.Kind.labels],
        "verdicts": Decision.Verdict.values, "verdict_labels": [str(label) for label in Decision.Verdict.labels],
    }  # fmt: skip
    to.write(BOM)
    with connection.cursor() as cursor:
        statement = cursor.mogrify(f"COPY ({LINES}) TO STDOUT (FORMAT csv, HEADER)", given)
        with cursor.copy(statement) as source:
            for piece in source:
                digest.update(piece)
                to.write(piece)
        count = cursor.rowcount
    return max(count, 0), digest.hexdigest()


def _safe(sql: str) -> str:
    """A cell that a spreadsheet would run is written as text."""
    return f"CASE WHEN {sql} ~ '^[=+@\\t\\r-]' THEN '''' || {sql} ELSE {sql} END"


def _clock(sql: str) -> str:
    return f"to_char({sql} AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')"


def _yuan(sql: str) -> str:
    return f"round({sql} / 100.0, 2)"


NARROWED = """
    AND ((%(rule)s = '' AND %(kind)s = '') OR l.id IN (
        SELECT w.line_id FROM settlement_finding w WHERE w.batch_id = %(batch)s
          AND (%(rule)s = '' OR w.rule = %(rule)s) AND (%(kind)s = '' OR w.kind = %(kind)s)))
"""
LINES = f"""
    WITH said AS (
        SELECT * FROM unnest(%(rules)s::text[], %(labels)s::text[]) AS r(rule, label)
    ), found AS (
        SELECT f.line_id, string_agg(nullif(f.answer, ''), '；' ORDER BY f.id) AS answers, string_agg(
            k.label || '：' || coalesce(r.label, f.rule) || '（' || f.citation || '）', '；' ORDER BY f.id) AS found
        FROM settlement_finding f LEFT JOIN said r USING (rule)
        JOIN unnest(%(kinds)s::text[], %(kind_labels)s::text[]) AS k(kind, label) ON k.kind = f.kind
        WHERE f.batch_id = %(batch)s GROUP BY f.line_id
    )
    SELECT l."row" AS "行", {_safe("p.name")} AS "姓名", '**************' || p.id_last4 AS "证件号码",
        l.day AS "服务日期", {_clock("l.starts")} AS "开始时间", {_clock("l.ends")} AS "结束时间",
        {_safe("l.carer_code")} AS "护理人员编码", {_safe("l.item_code")} AS "项目编码", i.name AS "项目",
        l.quantity AS "数量", {_yuan("l.price_fen")} AS "单价", {_yuan("l.amount_fen")} AS "金额", f.found AS "发现",
        {_safe("f.answers")} AS "说明", v.label AS "决定", {_safe("d.reason")} AS "理由",
        {_yuan("s.refused_fen")} AS "不予支付", {_yuan("s.over_cap_fen")} AS "超限额",
        {_yuan("s.own_fen")} AS "个人负担", {_yuan("s.fund_fen")} AS "基金负担", s.basis ->> 'citation' AS "依据"
    FROM settlement_claimline l
    LEFT JOIN enrolment_person p ON p.id = l.person_id
    LEFT JOIN unnest(%(codes)s::text[], %(names)s::text[]) AS i(code, name) ON i.code = l.item_code
    LEFT JOIN found f ON f.line_id = l.id
    LEFT JOIN settlement_decision d ON d.batch_id = l.batch_id AND d.line_id = l.id
    LEFT JOIN unnest(%(verdicts)s::text[], %(verdict_labels)s::text[]) AS v(verdict, label) ON v.verdict = d.verdict
    LEFT JOIN settlement_settledline s ON s.month = l.month AND s.id = l.id
    WHERE l.month = %(month)s AND l.batch_id = %(batch)s {NARROWED}
    ORDER BY l."row"
"""
