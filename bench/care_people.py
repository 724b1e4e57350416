"""How 100,000 benefits stand on a day, and how many persons each carer of 50,000 has. Everything is rolled back.

Limits: 2 s for the states, 200 ms for persons and carers by provider.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ltci.settings.test")

import django

django.setup()

from django.db import connection, models, transaction  # noqa: E402

from applications.models import Application  # noqa: E402
from bench import service_records  # noqa: E402
from care import queries  # noqa: E402
from care.models import Benefit, BenefitPeriod  # noqa: E402
from enrolment.models import Person  # noqa: E402

PEOPLE, AT_HOME = 100_000, 50_000
STATES_SECONDS, CARERS_MILLISECONDS = 2.0, 200.0
DAY = date(2026, 4, 15)
ROUNDS = 5


def clone(model: type[models.Model], source: Any, count: int, **changed: str) -> None:
    """`count` copies of a row, the columns named by SQL in which g counts from 1."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(changed.get(field.column, f't."{field.column}"') for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        copies = f"SELECT {values} FROM {table} t, generate_series(1, {count}) g WHERE t.id = %s"
        # Histories of rows that nobody reads here would cost minutes.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"INSERT INTO {table} ({names}) {copies}", [source])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def uuid_of(letter: str) -> str:
    return f"md5('{letter}' || g)::uuid"


def fill() -> int:
    """A provider's first person, a hundred thousand times; every second one is cared for at home and active."""
    service_records.PERSONS = 50
    provider, _, persons, _ = service_records.stage()
    application = Application.objects.get(person=persons[0])
    benefit = Benefit.objects.get(application=application)
    clone(Person, persons[0].pk, PEOPLE, id=uuid_of("p"), id_index="md5('i' || g)", name="'参保人' || g")
    clone(Application, application.pk, PEOPLE, id=uuid_of("a"), matter=uuid_of("a"), person_id=uuid_of("p"))
    clone(
        Benefit, benefit.pk, PEOPLE, id=uuid_of("b"), matter=uuid_of("a"), application_id=uuid_of("a"),
        person_id=uuid_of("p"),
    )  # fmt: skip
    clone(
        BenefitPeriod, benefit.periods.get().pk, PEOPLE, benefit_id=uuid_of("b"), person_id=uuid_of("p"),
        state="CASE g %% 2 WHEN 0 THEN 'active' ELSE 'suspended' END",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return provider.pk


def quickest(work: Any) -> tuple[float, Any]:
    found, answer = float("inf"), None
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = work()
        found = min(found, time.perf_counter() - began)
    return found, answer


def main() -> int:
    with transaction.atomic():
        provider = fill()
        states, counted = quickest(lambda: queries.states_on(Benefit.objects.all(), DAY))
        carers, held = quickest(lambda: queries.clients_per_carer([provider], DAY))
        transaction.set_rollback(True)
    print(f"{sum(counted.values()):,} 项待遇某日的状态：{states:.2f} 秒（限 {STATES_SECONDS:.0f} 秒）{counted}")
    print(
        f"{held[provider][0]:,} 名居家服务对象按护理人员：{carers * 1000:.0f} 毫秒（限 {CARERS_MILLISECONDS:.0f} 毫秒）"
    )
    kept = states <= STATES_SECONDS and carers * 1000 <= CARERS_MILLISECONDS and held[provider][0] >= AT_HOME
    return int(not kept)


if __name__ == "__main__":
    raise SystemExit(main())
