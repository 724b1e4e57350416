"""The rows of a file as lines in a temporary table: plain rows by the database, all others one by one.

The sheet arrives as text for COPY. What a column says is read once for each of its different values, by the readers of
`template`; a row all of whose cells are plain becomes a line by joins. Whatever is anything but plain is left to
`template.line_of`, which says what is wrong with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.crypto import blind_index
from care.rules.records import LONGEST
from care.uploads.template import BOOK, IDENTITIES, PLACES, Line, items_of, line_of, moment, order, spoiled_cells
from documents.workbooks import Fault
from documents.workbooks.opening import Sheet, value_of

# Those of `staging` with them, where two files share a transaction.
TABLES = (
    "raw", "staged", "moments", "numbers", "lists", "sides", "checks", "meant", "held", "resolved", "done", "said",
    "offered",
)  # fmt: skip
STAGED = """
CREATE TEMPORARY TABLE staged (
    row integer NOT NULL, client_key text NOT NULL, id_index text NOT NULL, person text NOT NULL, carer text NOT NULL,
    started timestamptz NOT NULL, ended timestamptz NOT NULL, served_on date NOT NULL, place text NOT NULL,
    identity text NOT NULL, codes text[] NOT NULL, names text[] NOT NULL, times smallint[] NOT NULL,
    signed_by text NOT NULL
) ON COMMIT DROP
"""
COLUMNS = (
    "row, client_key, id_index, person, carer, started, ended, served_on, place, identity, "
    "codes, names, times, signed_by"
)
# Letters, digits and Chinese characters: nothing that a reader would change.
PLAIN = "[0-9A-Za-z一-鿿·._-]"
TEXTS = ("client_key", "person", "carer", "signed_by")
BY_VALUE = f"""
INSERT INTO staged ({COLUMNS})
SELECT r.row, r.client_key, n.id_index, r.person, r.carer, b.at, e.at, b.day, p.code, i.code,
       l.codes, l.names, l.times, r.signed_by
FROM raw r
JOIN numbers n ON n.said = r.id_number
JOIN moments b ON b.said = r.started
JOIN moments e ON e.said = r.ended
JOIN lists l ON l.said = r.items
JOIN sides p ON p.said = r.place
JOIN checks i ON i.said = r.identity
WHERE e.at > b.at AND e.at - b.at <= %(longest)s AND e.at <= %(now)s AND r.row <> ALL (%(spoiled)s)
  AND {{plain}}
"""


def copy(sheet: Sheet, now: datetime, seen: Callable[[int], None]) -> Iterator[list[Fault]]:
    """Fill `staged` with the lines; yields what is wrong with the rows that are none. `seen` is told of progress.

    Raises WrongFile where the columns are not those of the template.
    """
    places = order(sheet.head)
    spoiled = {row: told for row, told in spoiled_cells(sheet).items() if row <= sheet.height}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_statistics_target = 10")  # tables of a minute need no fine statistics
        cursor.execute("SET LOCAL work_mem = '64MB'")  # a month is sorted and joined in memory
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
        _take(cursor, sheet, places, seen)
        _read_values(cursor)
        plain = " AND ".join(_plain(name) for name in TEXTS)
        values = {"longest": LONGEST, "now": now, "spoiled": list(spoiled)}
        cursor.execute(STAGED)
        # Nobody can estimate how many cells are plain; where few are expected, loops over all moments would be planned.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(BY_VALUE.format(plain=plain), values)
        cursor.execute("SET LOCAL enable_nestloop = on")
    yield from ([Fault(row, *told)] for row, told in spoiled.items())
    yield from _one_by_one(spoiled, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE staged")


def _take(cursor: Any, sheet: Sheet, places: list[int], seen: Callable[[int], None]) -> None:
    """The sheet as it is; columns that are not the template's have names that nobody asks for."""
    names = {place: column.name for place, column in zip(places, BOOK.columns, strict=True)}
    columns = ", ".join(f"{names.get(place, f'other_{place}')} text" for place in range(len(sheet.head)))
    cursor.execute(f"CREATE TEMPORARY TABLE raw (row integer, {columns}) ON COMMIT DROP")
    count = 0
    with cursor.copy("COPY raw FROM STDIN") as sink:
        for rows, piece in sheet.pieces:
            sink.write(piece)
            count += rows
            seen(count)
    cursor.execute("ANALYZE raw")


def _read_values(cursor: Any) -> None:
    """One table for each column whose values are few: the value as it stands there, and what it says."""
    _table(cursor, "moments (said text, at timestamptz, day date)", ("started", "ended"), _moment)
    _table(cursor, "numbers (said text, id_index text)", ("id_number",), _number)
    _table(cursor, "lists (said text, codes text[], names text[], times smallint[])", ("items",), _list)
    for name, known in (("sides", PLACES), ("checks", IDENTITIES)):
        _fill(cursor, f"{name} (said text, code text)", known.items())


def _table(cursor: Any, definition: str, columns: Sequence[str], read: Callable[[str], tuple[Any, ...]]) -> None:
    cursor.execute(" UNION ".join(f"SELECT DISTINCT {column} FROM raw" for column in columns))
    rows = []
    for (said,) in cursor.fetchall():
        try:
            rows.append((said, *read(value_of(said))))
        except ValueError:
            continue  # told row by row
    _fill(cursor, definition, rows)


def _fill(cursor: Any, definition: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor.execute(f"CREATE TEMPORARY TABLE {definition} ON COMMIT DROP")
    table = definition.split(" ", 1)[0]
    with cursor.copy(f"COPY {table} FROM STDIN") as sink:
        for row in rows:
            sink.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def _moment(cell: Any) -> tuple[Any, ...]:
    at = moment(cell)
    return at, at.date()


def _number(cell: Any) -> tuple[Any, ...]:
    if not isinstance(cell, str) or not cell.isalnum():
        raise ValueError
    return (_index(cell),)


def _index(number: str) -> str:
    return blind_index(number.upper(), "id_number")


def _list(cell: Any) -> tuple[Any, ...]:
    if not isinstance(cell, str) or not cell.isprintable():
        raise ValueError
    return _lists(items_of(cell))


def _lists(items: tuple[tuple[str, str, int], ...]) -> tuple[Any, ...]:
    return tuple(list(part) for part in zip(*items, strict=True))


def _plain(name: str) -> str:
    longest = next(column.longest for column in BOOK.columns if column.name == name)
    return f"length(r.{name}) <= {longest} AND r.{name} ~ '^{PLAIN}+$'"


def _one_by_one(spoiled: dict[int, tuple[str, str]], now: datetime) -> Iterator[list[Fault]]:
    """Rows that are not staged yet: those that can be read after all are added, the others yielded as faults."""
    names = ", ".join(f"r.{column.name}" for column in BOOK.columns)
    found: list[Line] = []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.row, {names} FROM raw r WHERE NOT EXISTS (SELECT 1 FROM staged s WHERE s.row = r.row) ORDER BY 1"
        )
        for number, *row in cursor:
            read = [] if number in spoiled else line_of(number, [value_of(text) for text in row], now)
            if isinstance(read, Line):
                found.append(read)
            elif read:
                yield read
        with cursor.copy(f"COPY staged ({COLUMNS}) FROM STDIN") as sink:
            for line in found:
                sink.write_row(_values(line))


def _values(line: Line) -> tuple[Any, ...]:
    return (
        line.row, line.client_key, _index(line.id_number), line.person, line.carer, line.started, line.ended,
        line.served_on, line.place, line.identity, *_lists(line.items), line.signed_by,
    )  # fmt: skip
