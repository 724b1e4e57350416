"""The columns of a claim file, what each cell may say, and the sentence for what it may not. F1."""

from collections.abc import Sequence
from dataclasses import dataclass

TEMPLATE_VERSION = "2026-1"
SHEET = "服务明细"
HEADINGS = {
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
}
COLUMNS = tuple(HEADINGS.values())
OPTIONAL = frozenset({"person_name", "lat", "lon", "record"})
REQUIRED = tuple(name for name, column in HEADINGS.items() if column not in OPTIONAL)


@dataclass(frozen=True)
class Fault:
    """What may be wrong with a row: at which column, the sentence."""

    column: str
    sentence: str


# In the order in which they are told; `settlement.intake.checking` has the condition of each.
FAULTS: dict[str, Fault] = {
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
    "price": Fault("单价", "应为以元计的数，最多两位小数，不带货币符号，如 62.00。"),
    "amount": Fault("金额", "应为以元计的数，最多两位小数，不带货币符号，如 62.00。"),
    "product": Fault("金额", "不等于单价乘数量。"),
    "place": Fault("纬度", "纬度和经度须同时填写，且在中国境内。"),
    "record": Fault("服务记录号", "没有这条服务记录，或者与本行的人员、日期不一致。"),
}


class WrongTemplate(ValueError):
    """The first row is no heading of a claim file; the message is a sentence."""


def places(cells: Sequence[object]) -> list[str]:
    """The column of each cell of the heading, in the file's own order; raises WrongTemplate."""
    names = [str(cell or "").strip().lstrip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise WrongTemplate(f"首行缺少这些列：{'、'.join(missing)}。请使用本系统生成的申报模板。")
    unknown = [name or "（空白）" for name in names if name not in HEADINGS]
    if unknown:
        raise WrongTemplate(f"首行有不认识的列：{'、'.join(unknown[:5])}。请使用本系统生成的申报模板。")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise WrongTemplate(f"首行有重复的列：{'、'.join(doubled)}。")
    return [HEADINGS[name] for name in names]
