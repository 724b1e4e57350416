"""The benefit standard of each kind of standing, chosen from the policy by `care.terms`, as a temporary table. C4, F4."""

from datetime import date
from typing import Any

from django.db import connection

from care.rules.standards import Answer, Standard
from care.terms import standards_of
from policy import rule

COLUMNS = (
    "insured text, mode text, level smallint, variant text, per text, limit_fen bigint, hour_fen bigint, hours_cap integer, "
    "share integer, said text, citation text, missing text"
)
WHOLE = 100  # percent


def lay_out(area: str, on: date) -> None:
    """Fill `ref_standard` for every combination that `ref_standing` has; `missing` says why one has no figures."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ref_standard")
        cursor.execute(f"CREATE TEMPORARY TABLE ref_standard ({COLUMNS}) ON COMMIT DROP")
        cursor.execute("SELECT DISTINCT insured, mode, level, variant FROM ref_standing WHERE mode <> ''")
        kinds = cursor.fetchall()
        with cursor.copy("COPY ref_standard FROM STDIN") as copy:
            for insured, mode, level, variant in kinds:
                copy.write_row((insured, mode, level, variant, *row_of(area, on, insured, mode, level, variant)))


def row_of(area: str, on: date, insured: str, mode: str, level: int, variant: str) -> tuple[Any, ...]:
    """per, limit, price of an hour, hours, share in percent, words, citation, what is missing."""
    answer = standards_of(area, on, insured=insured, mode=mode, level=level)
    row = chosen(answer, variant)
    if row is None:
        return (None,) * 5 + ("", answer.citation, answer.missing or "有几种服务类型，须先登记参保人选择的类型。")
    limit = row.cap_fen if row.cap_fen is not None else row.fixed_fen
    hour = limit if row.per == "hour" else None
    most = hour * row.hours_cap if hour is not None and row.hours_cap is not None else limit
    share = row.fund_share if row.fund_share is not None else WHOLE
    per = "month" if row.per == "hour" else row.per
    return (per, most, hour, row.hours_cap, share, words(row), answer.citation, "")


def chosen(answer: Answer, variant: str) -> Standard | None:
    """The row of the variant that the person chose; where none was noted, the only row there is."""
    named = [row for row in answer.rows if row.variant == variant]
    rows = named if variant else list(answer.rows)
    return rows[0] if len(rows) == 1 else None


PER = {"hour": "小时", "day": "日", "month": "月", "item": "项"}


def words(row: Standard) -> str:
    amount = row.cap_fen if row.cap_fen is not None else row.fixed_fen or 0
    said = "最高" if row.cap_fen is not None else "标准"
    share = f"，基金支付{row.fund_share}%" if row.fund_share is not None else ""
    hours = f"，每月{row.hours_cap}小时" if row.hours_cap is not None else ""
    return f"{row.variant or ''}{said}{amount / 100:.2f}元/{PER[row.per]}{hours}{share}"


def basis(area: str, on: date) -> str:
    """Whether the region's figures stand in its text or are assumed; told on screen and statement."""
    return str(rule("care.benefit_standards", area=area, on=on).basis)
