"""Run the rehearsal command as its user does, and count what it leaves behind."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


@dataclass(frozen=True)
class Rehearsed:
    """What `manage.py rehearse` printed, and the code with which it ended."""

    code: int
    out: str
    err: str


def rehearse(*files: Path, json: bool = False) -> Rehearsed:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("rehearse", *map(str, files), json=json, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return Rehearsed(code, out.getvalue(), err.getvalue())


def rows_of_all_tables(without: Iterable[str] = ()) -> dict[str, int]:
    """How many rows each table of the database has, in one query."""
    hidden = set(without)
    tables = [name for name in connection.introspection.table_names() if name not in hidden]
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())
