"""Check the staged rows in one pass over the table; every fault with its row, nothing row by row in Python. F1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.crypto import blind_index
from enrolment.models import Person
from settlement import reference
from settlement.intake.columns import SHEETS
from settlement.models import ClaimBatch, Intake
from settlement.partitions import following

KEPT = 5000  # faults that are kept and shown; the count is of all
LOOKED_UP = 5000
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
MONEY = r"^[0-9]{1,7}([.][0-9]{1,2})?$"
NUMBER = r"^[0-9]{1,4}([.][0-9]{1,2})?$"
DEGREES = r"^[0-9]{1,3}([.][0-9]{1,10})?$"
DAY = timedelta(days=1)

# The condition of each fault over the row `s`, its day `d`, its person `p`, its record or matter `r`; a later one need not
# hold where an earlier did.
CARE: dict[str, str] = {
    "day": "d.day IS NULL",
    "future": "d.day > %(today)s",
    "starts": "s.starts !~ %(time)s",
    "ends": "NOT (s.ends ~ %(time)s OR s.ends = '24:00') OR (s.starts ~ %(time)s AND s.ends <= s.starts)",
    "person": "p.person_id IS NULL",
    "not_served": "p.person_id IS NOT NULL AND NOT p.served",
    "name": "p.person_id IS NOT NULL AND s.person_name <> '' AND s.person_name <> p.name",
    "carer_code": "s.carer_code = '' OR length(s.carer_code) > 40",
    "item_code": "s.item_code = '' OR length(s.item_code) > 40",
    "quantity": "CASE WHEN s.quantity ~ %(number)s THEN s.quantity::numeric = 0 ELSE true END",
    "price": "s.price !~ %(money)s",
    "amount": "s.amount !~ %(money)s",
    "product": (
        "CASE WHEN s.quantity ~ %(number)s AND s.price ~ %(money)s AND s.amount ~ %(money)s "
        "THEN round(s.price::numeric * s.quantity::numeric, 2) <> s.amount::numeric ELSE false END"
    ),
    "place": (
        "(s.lat <> '' OR s.lon <> '') AND CASE WHEN s.lat ~ %(degrees)s AND s.lon ~ %(degrees)s "
        "THEN s.lat::float8 NOT BETWEEN 3 AND 54 OR s.lon::float8 NOT BETWEEN 73 AND 136 ELSE true END"
    ),
    "record": "s.record <> '' AND r.record IS NULL",
}
ASSESSMENT: dict[str, str] = {name: CARE[name] for name in ("day", "future", "person", "name")} | {
    "matter": "s.record = '' OR (p.person_id IS NOT NULL AND r.record IS NULL)",
    "amount": CARE["amount"],
}
CONDITIONS: dict[str, dict[str, str]] = {ClaimBatch.Kind.CARE: CARE, ClaimBatch.Kind.ASSESSMENT: ASSESSMENT}
assert all(list(CONDITIONS[kind]) == list(sheet.faults) for kind, sheet in SHEETS.items())
# What a row names: the record of a service by its day too, an assessment by its matter.
RECORDS: dict[str, str] = {
    ClaimBatch.Kind.CARE: "r.record = s.record AND r.person_id = p.person_id AND r.day = d.day",
    ClaimBatch.Kind.ASSESSMENT: "r.record = lower(s.record) AND r.person_id = p.person_id",
}


@dataclass(frozen=True)
class RowError:
    """`row` as the sheet counts it; `part` 0 for a file."""

    part: int
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Checked:
    """How many rows there are, how many faults, the first of them."""

    rows: int
    error_count: int
    errors: list[RowError]


def check(intake: Intake, today: date) -> Checked:
    """Everything that is wrong with the rows; fills the temporary tables that taking them uses, too."""
    days(intake.month)
    people(intake)
    if intake.kind == ClaimBatch.Kind.ASSESSMENT:
        reference.matters(intake)
    else:
        reference.records(intake)
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{intake.staging}"')
        cursor.execute(f'SELECT count(*) FROM "{intake.staging}"')
        rows = cursor.fetchone()[0]
        found = ", ".join(
            f"CASE WHEN {condition} THEN {number} END"
            for number, condition in enumerate(CONDITIONS[intake.kind].values())
        )
        cursor.execute("DROP TABLE IF EXISTS intake_faults")
        cursor.execute(
            f"CREATE TEMPORARY TABLE intake_faults ON COMMIT DROP AS SELECT * FROM ("
            f'SELECT s.part, s."row", array_remove(ARRAY[{found}], NULL) AS faults FROM {joined(intake)}'
            ") AS f WHERE faults <> '{}'",
            {"today": today, "time": TIME, "money": MONEY, "number": NUMBER, "degrees": DEGREES},
        )
        cursor.execute("SELECT coalesce(sum(cardinality(faults)), 0) FROM intake_faults")
        count = int(cursor.fetchone()[0])
        cursor.execute('SELECT part, "row", faults FROM intake_faults ORDER BY part, "row" LIMIT %s', [KEPT])
        return Checked(rows, count, list(_told(intake, cursor.fetchall()))[:KEPT])


def joined(intake: Intake) -> str:
    """The staged rows with their day, person and what they name."""
    return (
        f'"{intake.staging}" s LEFT JOIN intake_days d ON d.said = s.day '
        "LEFT JOIN intake_people p ON p.id_number = s.id_number "
        f"LEFT JOIN intake_records r ON {RECORDS[intake.kind]}"
    )


def _told(intake: Intake, rows: list[tuple[int, int, list[int]]]) -> Iterator[RowError]:
    faults = list(SHEETS[intake.kind].faults.values())
    for part, row, numbers in rows:
        yield from (RowError(part, row, faults[number].column, faults[number].sentence) for number in numbers)


def days(month: date) -> None:
    """The days of the month in all the ways in which people write them: the join is check and conversion in one."""
    said = []
    day = month
    while day < following(month):
        y, m, d = day.year, day.month, day.day
        forms = {f"{y}{mark}{m:02d}{mark}{d:02d}" for mark in "-/.年"} | {f"{y}{mark}{m}{mark}{d}" for mark in "-/."}
        forms |= {f"{y}{m:02d}{d:02d}", f"{y}年{m}月{d}日", f"{y}年{m:02d}月{d:02d}日"}
        said += [(form, day) for form in forms]
        day += DAY
    fill("intake_days", "said text PRIMARY KEY, day date NOT NULL", said)


def people(intake: Intake) -> None:
    """Who is meant by each identity number; only distinct numbers are looked up, by their index."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT id_number FROM \"{intake.staging}\" WHERE id_number <> ''")
        numbers = [row[0] for row in cursor.fetchall()]
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(numbers), LOOKED_UP):
        part = {blind_index(said.strip().upper(), "id_number"): said for said in numbers[start : start + LOOKED_UP]}
        rows = Person.objects.filter(id_index__in=part).values_list("id_index", "pk", "name")
        found += [(part[index], pk, name) for index, pk, name in rows]
    served = reference.served(intake.provider_id, intake.month)
    rows = [(said, pk, name, pk in served) for said, pk, name in found]
    fill("intake_people", "id_number text PRIMARY KEY, person_id uuid, name text, served boolean", rows)


def fill(table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """A temporary table of this transaction with these rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")
