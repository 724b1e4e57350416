"""Rosters as the platform sends them: many valid rows, and one changed where a test wants it."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.actors import Actor
from accounts.identity import check_character
from enrolment.acts.import_people import Report, import_people
from tests.enrolment.conftest import TODAY

HEADS = ["姓名", "证件号码", "联系电话", "参保地", "参保类型", "参保日期"]


def number(order: int) -> str:
    """The `order`-th of many valid numbers: a thousand women of each birth day."""
    day = date.fromordinal(date(1930, 1, 1).toordinal() + order // 500)
    body = f"650102{day:%Y%m%d}{order % 500 * 2:03d}"
    return body + check_character(body)


def row(order: int, **changed: Any) -> list[Any]:
    found = {
        "姓名": "王秀英",
        "证件号码": number(order),
        "联系电话": "13900000000",
        "参保地": "650102",
        "参保类型": "退休人员",
        "参保日期": "2020-01-01",
        **changed,
    }
    return [found[head] for head in HEADS]


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def take(by: Actor, rows: Sequence[Sequence[Any]], **options: Any) -> Report:
    return import_people(content=as_csv(rows), name="名单.csv", by=by, now=TODAY, **options)
