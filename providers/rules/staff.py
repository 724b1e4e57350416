"""Who may stand on a provider's roster, one by one and from a workbook. D7, C9; 天津（四）.

Knows no database: who is banned, works elsewhere or is here already is told by the caller.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.identity import RESIDENT_CARD, IdentityError, read_identity
from documents.workbooks import Column, Fault, Kind, Row, Template

KINDS = {"护理人员": "carer", "护士": "nurse", "医师": "doctor", "管理人员": "manager"}


def _number(cell: Any) -> str:
    """A number typed as a number has lost its last digits: never repaired."""
    if isinstance(cell, int | float):
        raise ValueError("单元格是数值格式，末几位已丢失，请改为文本格式后重新填写。")
    return str(cell).strip()


STAFF = Template(
    code="provider_staff",
    version=1,
    title="护理服务人员名册",
    columns=(
        Column("name", "姓名", required=True, longest=60),
        Column("id_number", "证件号码", required=True, read=_number, hint="居民身份证号码，文本格式。"),
        Column("kind", "人员类别", Kind.CHOICE, required=True, choices=KINDS),
        Column("nhsa_code", "医保人员编码", longest=32),
        Column("certificate", "资格证书", longest=80, hint="如长期照护师证书及编号。"),
        Column("certificate_until", "证书有效期至", Kind.DAY),
        Column("labour_contract", "劳动合同", Kind.YES_NO, hint="已签劳动合同并缴纳社会保险的填“是”。"),
        Column("starts_on", "在岗起始日期", Kind.DAY, required=True),
    ),
    notes=("每人每个类别一行。申报以后由经办机构协议管理岗审核，审核通过后进入名册。",),
    rows_limit=1000,
)
HEADS = {column.name: column.head for column in STAFF.columns}


@dataclass(frozen=True)
class Terms:
    """What the region asks: certificates by kind, a labour contract below which age by sex, one workplace."""

    certificates: Mapping[str, Sequence[str]]
    contract: bool
    working_age: Mapping[str, int]
    one_workplace: bool


@dataclass(frozen=True)
class Known:
    """Numbers of those banned from practice, of those banned from managing, of people at another organisation, and
    (number, kind) of those on this roster."""

    banned: Collection[str] = frozenset()
    barred_from_managing: Collection[str] = frozenset()
    elsewhere: Collection[str] = frozenset()
    here: Collection[tuple[str, str]] = frozenset()


def against(values: Mapping[str, Any], terms: Terms, known: Known, on: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) of all that speaks against the person on the day."""
    number, kind = values["id_number"], values["kind"]
    try:
        person = read_identity(number, RESIDENT_CARD, on=on)
    except IdentityError as error:
        yield "id_number", str(error)
        return
    if number in known.banned:
        yield "id_number", "该人员在限制从业期间内，不能在定点机构从业。"
    if kind == "manager" and number in known.barred_from_managing:
        yield "id_number", "该人员在禁止从事定点机构管理活动的期间内，不能任管理人员。"
    if (number, kind) in known.here:
        yield "id_number", "该人员已在本机构名册中，或者申报正在审核。"
    if terms.one_workplace and number in known.elsewhere:
        yield "id_number", "该人员已在另一家定点机构的名册中，本地规定不得同时在两家机构从业。"
    asked = terms.certificates.get(kind)
    if asked and not values.get("certificate"):
        yield "certificate", f"须有资格证书，如{'、'.join(asked)}。"
    until = values.get("certificate_until")
    if until is not None and until < on:
        yield "certificate_until", f"资格证书已于 {until:%Y年%-m月%-d日} 到期。"
    if terms.contract and not values.get("labour_contract") and _of_working_age(person, terms.working_age, on):
        yield "labour_contract", "劳动年龄内的照护人员须签订劳动合同并缴纳社会保险。"


def _of_working_age(person: Any, ages: Mapping[str, int], on: date) -> bool:
    born = person.born
    if born is None or person.sex not in ages:
        return True
    return bool(on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ages[person.sex])


def doubled(rows: list[Row]) -> Iterator[Fault]:
    """The same person and kind twice in one file."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.values["id_number"], row.values["kind"])
        if key in seen:
            yield Fault(row.row, HEADS["id_number"], f"与第 {seen[key]} 行重复。")
        seen.setdefault(key, row.row)
