"""The catalogue of services as a workbook: what its columns may say, and what a row does to the items in force. C4.

新疆第十六条; 宁夏第十六、二十条; 黑龙江第十六条. Knows no database: what is in force and in use is told by the caller.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from care.rules.terms import DAY, month_after
from documents.workbooks import Column, Fault, Kind, Row, Template, cells

PARTS = {"生活照护": "life", "医疗护理": "medical"}
CATEGORIES = {
    "life": {
        "饮食照护": "diet", "排泄照护": "excretion", "清洁照护": "cleaning", "穿脱衣": "dressing",
        "功能维护": "function", "对症照护": "symptom", "生命体征监测": "vitals", "安全照护": "safety",
    },
    "medical": {
        "一般检查护理": "examination", "基础护理": "nursing", "专科护理": "specialist", "康复": "rehabilitation",
    },
}  # fmt: skip
UNITS = {"次": "time", "小时": "hour", "日": "day"}
PERFORMERS = {"护理人员": "carer", "护士": "nurse", "医师": "doctor"}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*$")
SPLIT = re.compile(r"[、,，;；\s]+")
DEAREST = Decimal(100_000)  # yuan; more than that is a slip of the pen
TIMES, MINUTES = 999, 1440


def _code(cell: Any) -> str:
    text = cells.words(cell, 40)
    if isinstance(cell, int | float):
        raise ValueError("单元格是数值格式，代码开头的零会丢失，请改为文本格式后重新填写。")
    if not CODE.match(text):
        raise ValueError("只能由字母、数字和 . _ / - 组成。")
    return text


def _codes(cell: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_code(part) for part in SPLIT.split(cells.words(cell, 400)) if part))


def _price(cell: Any) -> int:
    yuan = cells.amount(cell)
    if not 0 <= yuan <= DEAREST:
        raise ValueError(f"应在 0 至 {DEAREST} 元之间。")
    return int(yuan * 100)


def _performers(cell: Any) -> tuple[str, ...]:
    names = [part for part in SPLIT.split(cells.words(cell, 100)) if part]
    wrong = [name for name in names if name not in PERFORMERS]
    if wrong:
        raise ValueError(f"不认识“{wrong[0][:10]}”，只能填：{'、'.join(PERFORMERS)}，用顿号分开。")
    return tuple(code for name, code in PERFORMERS.items() if name in names)


def _times(cell: Any) -> int:
    return _between(cell, TIMES)


def _minutes(cell: Any) -> int:
    return _between(cell, MINUTES)


def _between(cell: Any, most: int) -> int:
    found = cells.whole(cell)
    if not 1 <= found <= most:
        raise ValueError(f"应为 1 至 {most} 的整数，没有限制的不填。")
    return found


CATALOGUE = Template(
    code="service_catalogue",
    version=1,
    title="服务项目目录",
    columns=(
        Column("code", "项目代码", required=True, read=_code, hint="官方目录的代码，文本格式。"),
        Column("name", "项目名称", required=True, longest=80),
        Column("part", "部分", Kind.CHOICE, required=True, choices=PARTS),
        Column("category", "项目类别", Kind.CHOICE, required=True,
               choices={name: code for held in CATEGORIES.values() for name, code in held.items()}),
        Column("content", "项目内涵", longest=1000),
        Column("points", "服务要点", longest=1000),
        Column("unit", "计价单位", Kind.CHOICE, required=True, choices=UNITS),
        Column("price_fen", "单价（元）", required=True, read=_price, hint="最多两位小数。"),
        Column("per_day_max", "每天最多次数", Kind.WHOLE, read=_times, hint="没有限制的不填。"),
        Column("per_week_max", "每周最多次数", Kind.WHOLE, read=_times, hint="没有限制的不填。"),
        Column("per_month_max", "每月最多次数", Kind.WHOLE, read=_times, hint="没有限制的不填。"),
        Column("minutes_min", "每次最短分钟数", Kind.WHOLE, read=_minutes, hint="没有限制的不填。"),
        Column("minutes_max", "每次最长分钟数", Kind.WHOLE, read=_minutes, hint="没有限制的不填。"),
        Column("performers", "可由哪些人员提供", read=_performers,
               hint=f"{'、'.join(PERFORMERS)}，用顿号分开；不限人员的不填。"),
        Column("excludes", "不能同时安排的项目", read=_codes, hint="项目代码，用顿号分开。"),
        Column("starts_on", "起始日期", Kind.DAY, required=True),
        Column("ends_on", "终止日期", Kind.DAY, hint="一直有效的不填。"),
        Column("source", "依据", required=True, longest=120, hint="公布目录的文件名称和文号。"),
    ),
    notes=(
        "每个项目一行。目录属于导入人所在经办机构的统筹区；本地目录一有项目生效，上级目录和示例项目在本地就不再使用。",
        "已经生效的项目不改写：内容有变化的，填写新的起始日期，原来的一条到前一日为止。",
        "文件里没有的项目保持不变。要停用一个项目，照原样填写该行并加上终止日期。",
        "起始日期所在的月份不能已有按现行目录制定的计划、登记的服务或者申报的费用。",
    ),
    rows_limit=1000,
)  # fmt: skip
HEADS = {column.name: column.head for column in CATALOGUE.columns}
DATED = ("starts_on", "ends_on")


class Effect(StrEnum):
    NEW = "new"  # a code that the area did not have
    CHANGED = "changed"  # the item in force ends the day before
    ENDED = "ended"  # the item in force gets its last day
    SAME = "same"  # nothing new


@dataclass(frozen=True)
class Held:
    """An item of the area as it stands: `key` of the caller, its days, all else by name."""

    key: int
    starts_on: date
    ends_on: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What a row does: to which item in force, and until when that one holds then."""

    effect: Effect
    row: Row
    before: Held | None = None

    @property
    def until(self) -> date | None:
        """The last day of the item in force before."""
        if self.effect == Effect.ENDED:
            return self.row.values["ends_on"]
        return self.row.values["starts_on"] - DAY


def doubled(rows: Sequence[Row]) -> Iterator[Fault]:
    """The same code twice in one file."""
    seen: dict[str, int] = {}
    for row in rows:
        code = row.values["code"]
        if code in seen:
            yield Fault(row.row, HEADS["code"], f"与第 {seen[code]} 行重复。")
        seen.setdefault(code, row.row)


def unsound(row: Row, known: Collection[str]) -> Iterator[Fault]:
    """What contradicts itself in a row; `known`: all codes of the file and of the area."""

    def fault(name: str, told: str) -> Fault:
        return Fault(row.row, HEADS[name], told)

    said = row.values
    if said["category"] not in CATEGORIES[said["part"]].values():
        told = "、".join(CATEGORIES[said["part"]])
        yield fault("category", f"不是这一部分的类别，这一部分有：{told}。")
    if said["minutes_min"] and said["minutes_max"] and said["minutes_max"] < said["minutes_min"]:
        yield fault("minutes_max", "不能少于每次最短分钟数。")
    for less, more in (("per_day_max", "per_week_max"), ("per_week_max", "per_month_max")):
        if said[less] and said[more] and said[more] < said[less]:
            yield fault(more, f"不能少于{HEADS[less]}。")
    if said["ends_on"] and said["ends_on"] < said["starts_on"]:
        yield fault("ends_on", "不能早于起始日期。")
    if said["code"] in (said["excludes"] or ()):
        yield fault("excludes", "不能是项目自己。")
    unknown = [code for code in said["excludes"] or () if code not in known]
    if unknown:
        yield fault("excludes", f"文件和本地目录里都没有代码 {unknown[0]}。")


def first_ones(rows: Sequence[Row]) -> Iterator[Fault]:
    """The first catalogue of an area begins with a month: claims of a month are held to one area's catalogue."""
    for row in rows:
        if row.values["starts_on"].day != 1:
            told = "本地还没有自己的目录，第一份目录的起始日期须为某月1日（费用按月审核）。"
            yield Fault(row.row, HEADS["starts_on"], told)


def step(row: Row, held: Sequence[Held], used: date | None) -> Step | Fault:
    """What the row does to the items of its code; `used`: the last day for which the present catalogue is in use."""
    said = row.values
    values = plain(said)
    from_day, until = said["starts_on"], said["ends_on"]
    covering = next((one for one in held if one.starts_on <= from_day and _reaches(one.ends_on, from_day)), None)
    if covering is not None and covering.values == values and covering.ends_on == until:
        return Step(Effect.SAME, row, covering)
    if covering is not None and covering.starts_on == from_day:
        if covering.values == values and covering.ends_on is None:
            return _after(Step(Effect.ENDED, row, covering), used)
        told = "这一天起已有内容不同的一条；已生效的项目不改写，请另填起始日期，原来的一条到前一日为止。"
        return Fault(row.row, HEADS["starts_on"], told)
    later = next((one for one in held if one.starts_on > from_day and _reaches(until, one.starts_on)), None)
    if later is not None:
        told = f"与 {later.starts_on} 起的一条重叠，请填写早于该日的终止日期。"
        return Fault(row.row, HEADS["ends_on" if until else "starts_on"], told)
    return _after(Step(Effect.CHANGED if covering else Effect.NEW, row, covering), used)


def _after(found: Step, used: date | None) -> Step | Fault:
    """Nothing begins or ends within months for which people have planned, served or claimed by what holds now."""
    if used is None:
        return found
    free = month_after(used)
    last = free - DAY
    said = f"{used.year}年{used.month}月已有按现行目录制定的计划、登记的服务或者申报的费用"
    if found.effect == Effect.ENDED:
        until = found.row.values["ends_on"]
        return found if until >= last else Fault(found.row.row, HEADS["ends_on"], f"{said}，终止日期不能早于 {last}。")
    if found.row.values["starts_on"] >= free:
        return found
    return Fault(found.row.row, HEADS["starts_on"], f"{said}，起始日期不能早于 {free}。")


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that an item says but its days, as rows of the file and of the catalogue are compared."""
    found = {name: value for name, value in values.items() if name in HEADS and name not in DATED}
    return found | {name: tuple(found[name] or ()) for name in ("performers", "excludes")}


def _reaches(until: date | None, day: date) -> bool:
    return until is None or until >= day
