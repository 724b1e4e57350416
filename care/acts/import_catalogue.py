"""The official catalogue of services of an area out of a workbook; taken whole or not at all. C4.

新疆第十六条; 宁夏第十六、二十条; 黑龙江第十六条. What is in force is never overwritten: it ends the day before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from care.catalogue_use import used_until
from care.models import ServiceItem
from care.permissions import CATALOGUE_KEEPERS
from care.rules.catalogue_file import CATALOGUE, Effect, Held, Step, doubled, first_ones, plain, step, unsound
from documents import workbooks
from documents.workbooks import Fault, Row, WrongFile
from policy import rule
from workflow import journal
from workflow.refusal import Code, Refusal

ACT = "care.import_catalogue"
OVERTAKEN = "核对时另有人改动了目录，文件没有导入。请重新导入。"


@dataclass
class Report:
    """What a file came to: what each row does, and faults by cell."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.effect.value for one in self.steps)
        return {effect.value: found[effect.value] for effect in Effect}

    @property
    def anything(self) -> bool:
        return any(one.effect != Effect.SAME for one in self.steps)


def import_catalogue(*, content: bytes, name: str, by: Actor, now: datetime, dry_run: bool = False) -> Report:
    """Check every row and, unless something is wrong or `dry_run`, take all of them in one transaction."""
    on = timezone.localdate(now)
    seat = by.seat(CATALOGUE_KEEPERS)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "服务项目目录只能由经办机构的协议管理岗导入。", article(None, on))
    try:
        reading = workbooks.read(CATALOGUE, content)
    except WrongFile as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"file": str(error)}) from None
    try:
        with transaction.atomic():
            report = _judged(reading.rows, seat.area_code, on)
            report.faults = sorted([*reading.faults, *report.faults], key=lambda fault: fault.row)
            if report.anything and not report.faults and not dry_run:
                _take(report.steps, seat.area_code)
                _record(report, name, seat, by, now)
    except IntegrityError as problem:
        if "service_item_has_one_version_on_a_day" not in str(problem):
            raise
        raise Refusal(Code.STALE_PAGE, OVERTAKEN, article(seat.area_code, on)) from problem
    return report


def article(area: str | None, on: date) -> str:
    return rule("care.outside_catalogue_consent", area=area or "650000", on=on).citation


def _judged(rows: Sequence[Row], area: str, on: date) -> Report:
    """Each row against itself, the others and what the area has; as many queries for one row as for a thousand."""
    held: dict[str, list[Held]] = {}
    for item in ServiceItem.objects.select_for_update().filter(area_code=area).order_by("starts_on"):
        held.setdefault(item.code, []).append(_held(item))
    report = Report(faults=[*doubled(rows), *(() if held else first_ones(rows))])
    known = {row.values["code"] for row in rows} | set(held)
    used = used_until(area, min(row.values["starts_on"] for row in rows).replace(day=1), on) if rows else None
    for row in rows:
        wrong: list[Fault] = list(unsound(row, known))
        found = step(row, held.get(row.values["code"], []), used)
        if isinstance(found, Fault):
            wrong.append(found)
        elif not wrong:
            report.steps.append(found)
        report.faults += wrong
    return report


def _held(item: ServiceItem) -> Held:
    values = plain({name: getattr(item, name) for name in _fields()})
    return Held(item.pk, item.starts_on, item.ends_on, values)


def _fields() -> Iterable[str]:
    return [column.name for column in CATALOGUE.columns]


def _take(steps: Sequence[Step], area: str) -> None:
    """Ends first: the database holds that no two versions of an item share a day."""
    until = {one.before.key: one.until for one in steps if one.before is not None and one.effect != Effect.SAME}
    ending = list(ServiceItem.objects.filter(pk__in=until))
    for item in ending:
        item.ends_on = until[item.pk]
    ServiceItem.objects.bulk_update(ending, ["ends_on"])
    fresh = [one.row.values for one in steps if one.effect in (Effect.NEW, Effect.CHANGED)]
    ServiceItem.objects.bulk_create([ServiceItem(area_code=area, **_columns(values)) for values in fresh])


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    return values | {name: list(values[name] or ()) for name in ("performers", "excludes")}


def _record(report: Report, name: str, seat: Seat, by: Actor, now: datetime) -> None:
    journal.record(
        area_code=seat.area_code,
        act=ACT,
        by=by,
        seat=seat,
        now=now,
        case_kind="care.serviceitem",
        citation=article(seat.area_code, timezone.localdate(now)),
        changed={"file": name[:100], **report.counts},
    )
