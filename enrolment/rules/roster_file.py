"""Rows of a file from the medical-insurance platform: what each cell may say, and what to do where it does not.

E1: 宁夏第九条（统一登记、同步参保）; 新疆、黑龙江第二十四条.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.areas import prefix
from accounts.identity import IdentityError, read_identity
from documents.workbooks import Fault, WrongFile, cells

COLUMNS = {
    "姓名": "name",
    "证件类型": "id_type",
    "证件号码": "id_number",
    "民族": "ethnicity",
    "联系电话": "phone",
    "居住地址": "address",
    "参保地": "area_code",
    "参保类型": "insured_type",
    "参保日期": "insured_since",
    "停保日期": "insured_until",
    "享受基本医保": "basic_insurance",
}
# As the form of a single person holds them.
LONGEST = {"民族": 20, "联系电话": 20, "居住地址": 200}
REQUIRED = ("姓名", "证件号码", "参保地", "参保类型", "参保日期")
ID_TYPES = {
    "": "resident_card",
    "居民身份证": "resident_card",
    "港澳台居民居住证": "hmt_permit",
    "外国人永久居留身份证": "foreign_card",
    "护照": "passport",
}
INSURED_TYPES = {
    "在职职工": "employee",
    "灵活就业人员": "flexible",
    "退休人员": "retired",
    "未就业城乡居民": "resident",
}
YES_NO = {"": True, "是": True, "否": False}


@dataclass(frozen=True)
class Row:
    """One person as the file tells it; `values` in the names of the register."""

    row: int
    values: dict[str, Any]


def headings(row: Sequence[Any]) -> dict[int, str]:
    """Position → column of the register; raises WrongFile naming what is missing or twice."""
    names = [str(cell).strip() for cell in row]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise WrongFile(f"首行缺少这些列：{'、'.join(missing)}。")
    doubled = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if doubled:
        raise WrongFile(f"首行有重复的列：{'、'.join(doubled)}。")
    return {place: name for place, name in enumerate(names) if name in COLUMNS}


def read(rows: Iterable[Sequence[Any]], on: date) -> Iterator[Row | list[Fault]]:
    """For each row of the file either a person or all that is wrong with it. Empty rows are passed over."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        raise WrongFile("文件是空的。")
    places = headings(first)
    seen: dict[str, int] = {}
    for number, row in enumerate(source, 2):
        if not any(str(cell).strip() for cell in row):
            continue
        found = {name: row[place] if place < len(row) else "" for place, name in places.items()}
        yield _row(number, found, seen, on)


def _row(number: int, held: Mapping[str, Any], seen: dict[str, int], on: date) -> Row | list[Fault]:
    errors: list[Fault] = []
    values: dict[str, Any] = {}

    def take(column: str, convert: Any) -> None:
        # A column that the file does not have says nothing: the register keeps what it knows.
        if column not in held:
            return
        try:
            values[COLUMNS[column]] = convert(held[column])
        except ValueError as error:
            errors.append(Fault(number, column, str(error)))

    take("姓名", _name)
    take("证件类型", lambda cell: cells.choice(cell, ID_TYPES))
    take("证件号码", lambda cell: _identity(cell, values, on))
    for column, longest in LONGEST.items():
        take(column, lambda cell, longest=longest: cells.words(cell, longest))
    take("参保地", _area)
    take("参保类型", lambda cell: cells.choice(cell, INSURED_TYPES))
    take("参保日期", lambda cell: _day(cell, required=True))
    take("停保日期", lambda cell: _day(cell, required=False))
    take("享受基本医保", lambda cell: cells.choice(cell, YES_NO))
    errors += _together(number, values, seen)
    return errors or Row(number, values)


def _together(number: int, values: Mapping[str, Any], seen: dict[str, int]) -> Iterator[Fault]:
    since, until = values.get("insured_since"), values.get("insured_until")
    if since and until and until < since:
        yield Fault(number, "停保日期", "不能早于参保日期。")
    identity = values.get("id_number")
    if identity is not None:
        if identity in seen:
            yield Fault(number, "证件号码", f"与第 {seen[identity]} 行重复。")
        seen.setdefault(identity, number)


def _name(cell: Any) -> str:
    name = str(cell).strip()
    if not 1 <= len(name) <= 60 or not name.isprintable() or any(character.isdigit() for character in name):
        raise ValueError("应为 1 至 60 个字，不含数字。")
    return name


def _identity(cell: Any, values: dict[str, Any], on: date) -> str:
    """A number typed as a number has lost its last digits: never repaired."""
    if isinstance(cell, int | float):
        raise ValueError("单元格是数值格式，末几位已丢失，请改为文本格式后重新填写。")
    try:
        found = read_identity(str(cell), values.get("id_type", "resident_card"), on=on)
    except IdentityError as error:
        raise ValueError(str(error)) from None
    if found.born is None or not found.sex:
        raise ValueError("该证件号码不含出生日期和性别，请在系统中单个登记。")
    values["born"], values["sex"] = found.born, found.sex
    return found.number


def _area(cell: Any) -> str:
    code = cells.plain(cell)
    try:
        prefix(code)
    except ValueError:
        raise ValueError("应为六位行政区划代码。") from None
    return code


def _day(cell: Any, *, required: bool) -> date | None:
    return cells.day(cell) if required or cells.plain(cell) else None
