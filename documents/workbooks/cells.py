"""What one cell says: each reader takes the cell as the sheet holds it and raises ValueError with a sentence.

Nothing is repaired that may have lost something: a long number typed as a number, a formula's last result.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

DIGITS_KEPT = 15  # a number cell holds no more
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!"})
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|(\d{4})(\d{2})(\d{2})$")
YES_NO = {"是": True, "否": False}


def plain(cell: Any) -> str:
    """The cell as text; a whole number without the point that the sheet keeps it with."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
    return str(cell).strip()


def words(cell: Any, longest: int) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**DIGITS_KEPT:
        raise ValueError("单元格是数值格式，末几位已丢失，请改为文本格式后重新填写。")
    text = plain(cell)
    if text in ERRORS:
        raise ValueError("单元格是公式的错误值，请填写内容本身。")
    if len(text) > longest or not text.isprintable():
        raise ValueError(f"不能超过 {longest} 个字，也不能有换行和不可见的字符。")
    return text


def choice(cell: Any, known: Mapping[str, Any]) -> Any:
    text = plain(cell)
    if text not in known:
        raise ValueError(f"只能填：{'、'.join(name for name in known if name)}。")
    return known[text]


def day(cell: Any) -> date:
    """A date cell, or text such as 2026-3-2, 2026/03/02, 2026年3月2日, 20260302."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = DAY.match(plain(cell))
    try:
        if found is None:
            raise ValueError
        year, month, of_month = (int(part) for part in found.groups() if part)
        return date(year, month, of_month)
    except ValueError:
        raise ValueError("应为日期，如 2026-03-02。") from None


def whole(cell: Any) -> int:
    text = plain(cell)
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise ValueError("应为整数。")
    return int(text)


def amount(cell: Any) -> Decimal:
    """Yuan with at most two places; a number cell is read as what it shows, not as the binary fraction behind it."""
    text = plain(cell).replace(",", "")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError("应为金额，如 1200.50。") from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 12 or found != round(found, 2):
        raise ValueError("应为金额，最多两位小数。")
    return round(found, 2)
