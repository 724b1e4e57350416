"""Rows of a roster: what each cell may say, and what speaks against the person. D7, C9; 天津（四）.

Knows no database: who is banned or works elsewhere is told by its caller.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.identity import IdentityError, read_identity

COLUMNS = {
    "姓名": "name",
    "证件号码": "id_number",
    "人员类别": "kind",
    "医保人员编码": "nhsa_code",
    "资格证书": "certificate",
    "证书有效期至": "certificate_until",
    "已签劳动合同": "labour_contract",
    "在岗起始日期": "starts_on",
}
REQUIRED = ("姓名", "证件号码", "人员类别", "在岗起始日期")
KINDS = {"护理人员": "carer", "护士": "nurse", "医师": "doctor", "管理人员": "manager"}
LONGEST = {"医保人员编码": 32, "资格证书": 80}
YES_NO = {"": False, "是": True, "否": False}
MOST_ROWS = 5000
WORKING_AGE = {"male": 63, "female": 58}  # 2024 retirement ages at their latest; who is older needs no contract


class WrongFile(ValueError):
    """The file as a whole is no roster; the message is a sentence."""


@dataclass(frozen=True)
class RowError:
    """`row` and `column` as the spreadsheet has them."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行“{self.column}”：{self.message}"


@dataclass(frozen=True)
class Terms:
    """What the region asks: certificates by kind, a labour contract of people of working age, one workplace."""

    certificates: Mapping[str, Sequence[str]]
    contract: bool
    one_workplace: bool


@dataclass(frozen=True)
class Known:
    """What the database knows: numbers of banned people, of people at another organisation, on this roster."""

    banned: Collection[str] = frozenset()
    elsewhere: Collection[str] = frozenset()
    here: Collection[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Row:
    row: int
    values: dict[str, Any] = field(default_factory=dict)


def read(rows: Iterable[Sequence[Any]], on: date) -> Iterator[Row | list[RowError]]:
    """For each row of the sheet a person or all that is wrong with its cells; empty rows are passed over."""
    source = iter(rows)
    places = _headings(next(source, ()))
    seen: dict[tuple[str, str], int] = {}
    for number, cells in enumerate(source, 2):
        if not any(str(cell).strip() for cell in cells):
            continue
        if number > MOST_ROWS + 1:
            raise WrongFile(f"一次最多导入 {MOST_ROWS} 行，请分批。")
        given = {name: cells[place] if place < len(cells) else "" for place, name in places.items()}
        yield _row(number, given, seen, on)


def _headings(cells: Sequence[Any]) -> dict[int, str]:
    names = [str(cell).strip() for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise WrongFile(f"首行缺少这些列：{'、'.join(missing)}。请使用下载的模板。")
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise WrongFile(f"首行有模板里没有的列：{'、'.join(unknown[:5])}。请使用下载的模板。")
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise WrongFile(f"首行有重复的列：{'、'.join(doubled)}。")
    return {place: name for place, name in enumerate(names) if name}


def _row(number: int, cells: Mapping[str, Any], seen: dict[tuple[str, str], int], on: date) -> Row | list[RowError]:
    errors: list[RowError] = []
    values: dict[str, Any] = {}

    def take(column: str, convert: Any) -> None:
        try:
            values[COLUMNS[column]] = convert(cells.get(column, ""))
        except ValueError as error:
            errors.append(RowError(number, column, str(error)))

    take("姓名", _name)
    take("证件号码", lambda cell: _identity(cell, values, on))
    take("人员类别", lambda cell: _choice(cell, KINDS))
    for column, longest in LONGEST.items():
        take(column, lambda cell, longest=longest: _words(cell, longest))
    take("证书有效期至", lambda cell: _day(cell, required=False))
    take("已签劳动合同", lambda cell: _choice(cell, YES_NO))
    take("在岗起始日期", lambda cell: _day(cell, required=True))
    if "id_number" in values and "kind" in values:
        key = (values["id_number"], values["kind"])
        if key in seen:
            errors.append(RowError(number, "证件号码", f"与第 {seen[key]} 行重复。"))
        seen.setdefault(key, number)
    return errors or Row(number, values)


def against(values: Mapping[str, Any], terms: Terms, known: Known, on: date) -> Iterator[tuple[str, str]]:
    """(column, sentence) of what the rules object to in a person as such."""
    number, kind = values["id_number"], values["kind"]
    if number in known.banned:
        yield "证件号码", "该人员在限制从业期间内，不能在定点机构从业。"
    if (number, kind) in known.here:
        yield "证件号码", "该人员已在本机构名册中。"
    if terms.one_workplace and number in known.elsewhere:
        yield "证件号码", "该人员已在另一家定点机构的名册中，本地规定不得同时在两家机构执业。"
    asked = terms.certificates.get(kind)
    if asked and not values.get("certificate"):
        yield "资格证书", f"须有资格证书，如{'、'.join(asked)}。"
    until = values.get("certificate_until")
    if until is not None and until < on:
        yield "证书有效期至", f"资格证书已于 {until:%Y年%-m月%-d日} 到期。"
    if terms.contract and not values.get("labour_contract") and _of_working_age(values, on):
        yield "已签劳动合同", "劳动年龄内的照护人员须签订劳动合同并缴纳社会保险。"


def _of_working_age(values: Mapping[str, Any], on: date) -> bool:
    born, sex = values.get("born"), values.get("sex", "")
    if born is None:
        return True
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return age < WORKING_AGE.get(sex, max(WORKING_AGE.values()))


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _words(cell: Any, longest: int) -> str:
    text = _text(cell)
    if len(text) > longest or not text.isprintable():
        raise ValueError(f"不能超过 {longest} 个字，也不能有不可见的字符。")
    return text


def _name(cell: Any) -> str:
    name = str(cell).strip()
    if not 1 <= len(name) <= 60 or not name.isprintable() or any(sign.isdigit() for sign in name):
        raise ValueError("应为 1 至 60 个字，不含数字。")
    return name


def _choice(cell: Any, known: Mapping[str, Any]) -> Any:
    text = str(cell).strip()
    if text not in known:
        raise ValueError(f"只能填：{'、'.join(name for name in known if name)}。")
    return known[text]


def _identity(cell: Any, values: dict[str, Any], on: date) -> str:
    if isinstance(cell, int | float):
        raise ValueError("单元格是数值格式，末几位已丢失，请改为文本格式后重新填写。")
    try:
        found = read_identity(str(cell), "resident_card", on=on)
    except IdentityError as error:
        raise ValueError(str(error)) from None
    values["born"], values["sex"] = found.born, found.sex
    return found.number


def _day(cell: Any, *, required: bool) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    if not text and not required:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        raise ValueError("应为日期，如 2026-03-02。") from None
