"""C5: a row says the same whether the database reads it among many or `line_of` reads it alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.crypto import blind_index
from care.uploads import copying
from care.uploads.template import BOOK, LIMITS, Line, line_of, order
from documents.workbooks import Fault, Template, blank
from documents.workbooks.opening import opened
from documents.workbooks.reading import MARK_SHEET, data_sheet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, 1, tzinfo=UTC)
TEXTS = st.sampled_from(
    [
        "R1",
        "R-2_3",
        "张三",
        "阿依古丽·买买提",
        " 前后有空格 ",
        "带\\反斜",
        "制表\t符",
        "换\n行",
        "全　角",
        "",
        17,
        3.5,
        1e16,
        True,
    ]
)
MOMENTS = st.sampled_from(
    [
        "2026-04-06 08:00", "2026/4/6 8:40", "2026-04-06T09:00:00", "2026-02-30 08:00", "昨天", "", 46118.5,
        datetime(2026, 4, 6, 8, 30), datetime(2026, 4, 6, 8, 59, 59), "2026-04-07 23:59", "2026-06-01 08:00",
    ]
)  # fmt: skip
ROWS = st.tuples(
    TEXTS,
    st.sampled_from(["640104194001010010", "64010419400101001x", " 640104194001010010", 640104194001010, "", "a-b"]),
    TEXTS,
    TEXTS,
    MOMENTS,
    MOMENTS,
    st.sampled_from(["参保人家中", "机构内", "别处", "", " 参保人家中"]),
    st.sampled_from(["身份证件", "人脸核验", "没有", ""]),
    st.sampled_from(["A-1×1、B-2", "A-1", "目录外:陪诊", "目录外:", "×3", "", 12, "A-1×1\tB-2"]),
    TEXTS,
)


GOOD = (
    "R9",
    "640104194001010010",
    "张三",
    "HL1",
    "2026-04-06 08:00",
    "2026-04-06 08:40",
    "机构内",
    "身份证件",
    "A-1",
    "张三",
)


def in_the_database(content: bytes) -> tuple[list[tuple[Any, ...]], list[Fault]]:
    with opened(content, [MARK_SHEET, BOOK.title], LIMITS, copied=BOOK.title) as book:
        faults = [fault for row in copying.copy(data_sheet(BOOK, book), NOW, lambda count: None) for fault in row]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {copying.COLUMNS} FROM staged ORDER BY row")
        return cursor.fetchall(), faults


def one_by_one(content: bytes) -> Iterator[Line | list[Fault]]:
    with opened(content, [MARK_SHEET, BOOK.title], LIMITS) as book:
        rows = iter(data_sheet(BOOK, book).rows)
        places = order(next(rows))
        for number, row in enumerate(rows, 2):
            if any(row):
                yield line_of(number, [row[place] for place in places], NOW)


def values(line: Line) -> tuple[Any, ...]:
    codes, names, times = (list(part) for part in zip(*line.items, strict=True))
    return (
        line.row, line.client_key, blind_index(line.id_number.upper(), "id_number"), line.person, line.carer,
        line.started, line.ended, line.served_on, line.place, line.identity, codes, names, times, line.signed_by,
    )  # fmt: skip


@pytest.mark.requirement("C5")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=12))
def test_the_database_reads_a_row_as_it_is_read_alone(rows: list[tuple[Any, ...]]) -> None:
    content = blank(BOOK, [GOOD, *rows])
    read = list(one_by_one(content))

    staged, faults = in_the_database(content)

    assert staged == [values(line) for line in read if isinstance(line, Line)]
    assert sorted(faults, key=str) == sorted((one for row in read if isinstance(row, list) for one in row), key=str)
    assert staged[0][0] == 2


@pytest.mark.requirement("C5")
def test_columns_in_another_order_say_the_same() -> None:
    turned = Template(BOOK.code, BOOK.version, BOOK.title, tuple(reversed(BOOK.columns)), rows_limit=BOOK.rows_limit)
    assert in_the_database(blank(turned, [GOOD[::-1]])) == in_the_database(blank(BOOK, [GOOD]))
