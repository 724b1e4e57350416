"""The columns of a claim file by kind of cost, what each cell may say, and the sentence for what it may not. F1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlement.models import ClaimBatch

TEMPLATE_VERSION = "2026-1"


@dataclass(frozen=True)
class Fault:
    """What may be wrong with a row: at which column, the sentence."""

    column: str
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """A claim file of one kind: its heading → column of the staging table, which may be empty, what may be wrong.

    `faults` are told in their order; `settlement.intake.checking` has the condition of each.
    """

    label: str
    name: str
    headings: Mapping[str, str]
    optional: frozenset[str]
    faults: Mapping[str, Fault]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.headings.values())

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.headings.items() if column not in self.optional)


MONEY = "应为以元计的数，最多两位小数，不带货币符号，如 62.00。"
CARE = Sheet(
    label="护理服务费用",
    name="服务明细",
    headings={
        "服务日期": "day",
        "开始时间": "starts",
        "结束时间": "ends",
        "证件号码": "id_number",
        "姓名": "person_name",
        "护理人员编码": "carer_code",
        "项目编码": "item_code",
        "数量": "quantity",
        "单价": "price",
        "金额": "amount",
        "纬度": "lat",
        "经度": "lon",
        "服务记录号": "record",
    },
    optional=frozenset({"person_name", "lat", "lon", "record"}),
    faults={
        "day": Fault("服务日期", "应为本次申报月份内的日期，如 2026-03-02。"),
        "future": Fault("服务日期", "还没有到这一天，不能申报。"),
        "starts": Fault("开始时间", "应为 24 小时制时间，如 09:00。"),
        "ends": Fault("结束时间", "应为 24 小时制时间，如 10:30，并晚于开始时间。"),
        "person": Fault("证件号码", "参保名册中没有这个证件号码。"),
        "not_served": Fault("证件号码", "这名参保人本月没有由本机构服务。"),
        "name": Fault("姓名", "与证件号码登记的姓名不符。"),
        "carer_code": Fault("护理人员编码", "不能为空，最多 40 个字符。"),
        "item_code": Fault("项目编码", "不能为空，最多 40 个字符。"),
        "quantity": Fault("数量", "应为大于 0 的数，最多两位小数，如 1 或 1.5。"),
        "price": Fault("单价", MONEY),
        "amount": Fault("金额", MONEY),
        "product": Fault("金额", "不等于单价乘数量。"),
        "place": Fault("纬度", "纬度和经度须同时填写，且在中国境内。"),
        "record": Fault("服务记录号", "没有这条服务记录，或者与本行的人员、日期不一致。"),
    },
)
ASSESSMENT = Sheet(
    label="失能评估费用",
    name="评估费用明细",
    headings={
        "评估日期": "day",
        "证件号码": "id_number",
        "姓名": "person_name",
        "评估事项编号": "record",
        "金额": "amount",
    },
    optional=frozenset({"person_name"}),
    faults={
        "day": Fault("评估日期", "应为本次申报月份内的日期，如 2026-03-02。"),
        "future": Fault("评估日期", "还没有到这一天，不能申报。"),
        "person": Fault("证件号码", "参保名册中没有这个证件号码。"),
        "name": Fault("姓名", "与证件号码登记的姓名不符。"),
        "matter": Fault(
            "评估事项编号", "不是派给本机构的这名参保人的评估事项；编号见评估事项页面，或者模板里的评估清单。"
        ),
        "amount": Fault("金额", MONEY),
    },
)
SHEETS: dict[str, Sheet] = {ClaimBatch.Kind.CARE: CARE, ClaimBatch.Kind.ASSESSMENT: ASSESSMENT}
# Of the staging table, which is the same for all kinds: the care lines have every column.
COLUMNS = CARE.columns
assert set(ASSESSMENT.columns) <= set(COLUMNS)


class WrongTemplate(ValueError):
    """The first row is no heading of a claim file; the message is a sentence."""


def places(cells: Sequence[object], sheet: Sheet = CARE) -> list[str]:
    """The column of each cell of the heading, in the file's own order; raises WrongTemplate."""
    names = [str(cell or "").strip().lstrip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in sheet.required if name not in names]
    other = next((one for one in SHEETS.values() if one is not sheet and set(one.required) <= set(names)), None)
    if missing and other is not None:
        raise WrongTemplate(
            f"这是{other.label}的申报模板，本机构申报的是{sheet.label}。请下载并使用{sheet.label}的模板。"
        )
    if missing:
        raise WrongTemplate(f"首行缺少这些列：{'、'.join(missing)}。请使用本系统生成的申报模板。")
    unknown = [name or "（空白）" for name in names if name not in sheet.headings]
    if unknown:
        raise WrongTemplate(f"首行有不认识的列：{'、'.join(unknown[:5])}。请使用本系统生成的申报模板。")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise WrongTemplate(f"首行有重复的列：{'、'.join(doubled)}。")
    return [sheet.headings[name] for name in names]
