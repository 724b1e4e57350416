"""Runs the benchmarks, all or those named, in a database of their own; 1 where a limit is missed."""

import os
import sys
from importlib import import_module
from pathlib import Path

BENCH = Path(__file__).resolve().parent
# The top in place of this folder, so that no benchmark hides a module of its name.
sys.path[0] = str(BENCH.parent)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ltci.settings.test")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from workflow import calendar  # noqa: E402

ALL = (
    "working_days",
    "sweep",
    "scoring",
    "pdf",
    "notices",
    "people",
    "upload",
    "plan_check",
    "service_records",
    "care_people",
    "settle",
)


def main(asked: list[str]) -> int:
    """Each prints its own lines; 2 for a name that does not exist."""
    unknown = [name for name in asked if name not in ALL]
    if unknown:
        print(f"没有这些基准测试：{'、'.join(unknown)}。现有：{'、'.join(ALL)}。", file=sys.stderr)
        return 2
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        calendar.seed(timezone.now())
        missed = [name for name in asked or ALL if import_module(f"bench.{name}").main()]
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)
    if missed:
        print(f"未达到限值：{'、'.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
