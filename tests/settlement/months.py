"""Months of claims for the tests of the rules: made by hand or at random, put into the tables as they are."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pgtrigger
from django.db import connection, transaction

from accounts.models import Area, Organisation
from ltci.rehearsal.stage import new_user
from settlement import partitions
from settlement.models import ClaimBatch
from settlement.reference import of_screening
from settlement.screening import Scope, running
from tests.settlement.oracle import Line, World

MONTH = date(2026, 3, 1)
FOREVER = date(2099, 12, 31)
LONG_AGO = date(2020, 1, 1)
CHINA = ZoneInfo("Asia/Shanghai")
GIVEN = {
    "speed": 60, "home_metres": 500, "carer_hours": 12, "uniform_share": 95, "uniform_lines": 40, "clients_max": 10,
    "clients_min": 5,
}  # fmt: skip
PERSON, PROVIDER, CARER = UUID(int=1), 1, 1


def moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


def line(number: int, day: int = 2, start: str = "09:00", minutes: int = 60, **changed: Any) -> Line:
    """A service that no rule objects to in `peace()`: by carer 1 of provider 1 for person 1, item A at 60 yuan."""
    on = date(2026, 3, day)
    hour, minute = map(int, start.split(":"))
    starts = moment(on, hour * 60 + minute)
    said: dict[str, Any] = {
        "provider": PROVIDER,
        "person": PERSON,
        "carer": CARER,
        "code": "C1",
        "item": "A",
        "price": 6000,
    }
    return Line(id=number, day=on, starts=starts, ends=starts + timedelta(minutes=minutes), **(said | changed))


def peace(**changed: list[Any]) -> World:
    """Persons 1 and 2 with a benefit and plan, carers 1 and 2, items A and B; what is changed comes first."""
    whole = {"since": LONG_AGO, "until": FOREVER}
    standing = {
        "state": "active",
        "cause": "entitled",
        "mode": "home",
        "provider": PROVIDER,
        "hours_cap": None,
        "day_cap": None,
    }
    people = [UUID(int=n) for n in range(1, 13)]
    item = {"price": 6000, "performers": [], **dict.fromkeys(("per_day_max", "per_week_max", "per_month_max"))}
    carer = {"provider": PROVIDER, "kind": "care", "qualified_until": None, "banned_since": None, "banned_until": None}
    world = World(
        standing=[{"person": p, **standing, "month_cap": None, **whole} for p in people],
        people=[{"person": p, "died_on": None, "lat": None, "lon": None} for p in people],
        plans=[{"person": p, **whole} for p in people],
        plan_items=[{"person": p, "item": i, "per_week": 50, **whole} for p in people for i in ("A", "B")],
        items=[{"code": i, "minutes_min": None, "minutes_max": None, **item, **whole} for i in ("A", "B")],
        carers=[{"carer": n, **carer, **whole} for n in (1, 2)],
        agreements=[{"provider": n, **whole} for n in (1, 2)],
    )
    for name, rows in changed.items():
        keys = {
            "standing": ("person",),
            "people": ("person",),
            "items": ("code",),
            "carers": ("carer",),
            "plans": ("person",),
        }
        mine = [tuple(row[key] for key in keys.get(name, ())) for row in rows] if name in keys else []
        kept = [
            row for row in getattr(world, name) if name not in keys or tuple(row[k] for k in keys[name]) not in mine
        ]
        setattr(world, name, rows + kept if name in keys else rows)
    return world


def agency() -> Organisation:
    area = Area.objects.get_or_create(code="120000", defaults={"name": "天津市", "level": "province"})[0]
    return Organisation.objects.create(code=uuid4().hex[:12], name="天津市医保中心", kind="agency", area=area)


class Month:
    """An agency with two providers and a batch in question of each, and one of each that is not."""

    def __init__(self) -> None:
        self.agency = agency()
        self.providers = {
            n: Organisation.objects.create(
                code=uuid4().hex[:12], name=f"机构{n}", kind="provider", area=self.agency.area
            )
            for n in (1, 2)
        }
        self.batches = {
            (provider, asked): self._batch(provider, asked) for provider in self.providers for asked in (False, True)
        }
        partitions.ensure(MONTH)

    def _batch(self, provider: int, asked: bool) -> ClaimBatch:
        batch = ClaimBatch(
            agency=self.agency, area_code="120000", policy_on=MONTH, created_at=moment(MONTH, 0), month=MONTH,
            provider=self.providers[provider], number=1 + asked, matter=uuid4(),
        )  # fmt: skip
        if not asked:
            # One open batch for a month: the other one was paid before.
            self._paid(batch)
        else:
            batch.save()
        return batch

    def _paid(self, batch: ClaimBatch) -> None:
        """As three people left it; how they get there is tested elsewhere."""
        batch.save()
        names = ("first_reviewed_by", "rechecked_by", "paid_by")
        with pgtrigger.ignore():
            ClaimBatch.objects.filter(pk=batch.pk).update(state="paid", **{name: new_user(name) for name in names})

    def put(self, lines: list[Line]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM settlement_claimline")
            names = (
                'id, month, batch_id, "row", provider_id, person_id, carer_id, carer_code, item_code, day, starts, ends, '
                "minutes, quantity, price_fen, amount_fen, lat, lon"
            )
            with cursor.copy(f"COPY settlement_claimline ({names}) FROM STDIN") as copy:
                for row in lines:
                    batch = self.batches[row.provider, row.asked]
                    copy.write_row((
                        row.id, MONTH, batch.pk, row.id, batch.provider_id, row.person, row.carer, row.code, row.item,
                        row.day, row.starts, row.ends, row.minutes, row.quantity, row.price, row.amount, row.lat, row.lon,
                    ))  # fmt: skip

    def found(self, lines: list[Line], world: World) -> set[tuple[int, str]]:
        """(line, rule) as the SQL finds them; taken back, so that two hundred months hold the locks of one."""
        with transaction.atomic():
            found = self._found(lines, world)
            transaction.set_rollback(True)
        return found

    def _found(self, lines: list[Line], world: World) -> set[tuple[int, str]]:
        self.put(lines)
        asked = [batch for (_, asked), batch in self.batches.items() if asked]
        with (
            self._knowing(world),
            patch.object(running, "thresholds", lambda rule, scope: {n: GIVEN[n] for n in rule.parameters}),
        ):
            running.screen(Scope.of(asked))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT line_id, rule FROM settlement_finding WHERE batch_id = ANY(%s)", [[b.pk for b in asked]]
            )
            return set(cursor.fetchall())

    @contextmanager
    def _knowing(self, world: World) -> Iterator[None]:
        with patch.object(of_screening, "lay_out", lambda *said: self._lay_out(world)):
            yield

    def _lay_out(self, world: World) -> None:
        def provider(number: int | None) -> int | None:
            return self.providers[number].pk if number else None

        of_screening.create()
        put = of_screening.fill
        put("ref_standing", [
            (r["person"], r["since"], r["until"], r["state"], r["cause"], r["mode"], 3, "employee", "", provider(r["provider"]),
             r["hours_cap"], r["day_cap"], r["month_cap"])
            for r in world.standing
        ])  # fmt: skip
        put("ref_stay", [(r["person"], r["since"], r["until"], r["since"], None) for r in world.stays])
        put("ref_person", [(r["person"], r["died_on"], r["lat"], r["lon"]) for r in world.people])
        put("ref_plan", [(r["person"], r["since"], r["until"]) for r in world.plans])
        put(
            "ref_plan_item", [(r["person"], r["item"], r["since"], r["until"], r["per_week"]) for r in world.plan_items]
        )
        both = set(world.exclusions) | {(b, a) for a, b in world.exclusions}
        put("ref_exclusion", both)
        put("ref_item", [
            (r["code"], r["since"], r["until"], r["price"], r["per_day_max"], r["per_week_max"], r["per_month_max"],
             r["minutes_min"], r["minutes_max"], r["performers"], any(r["code"] == code for code, _ in both))
            for r in world.items
        ])  # fmt: skip
        put("ref_carer", [
            (r["carer"], r.get("who", r["carer"]), provider(r["provider"]), r["kind"], r["since"], r["until"], r["qualified_until"], r["banned_since"],
             r["banned_until"])
            for r in world.carers
        ])  # fmt: skip
        put("ref_agreement", [(provider(r["provider"]), r["since"], r["until"]) for r in world.agreements])
        of_screening.analyze()


def at_random(seed: int) -> tuple[list[Line], World]:
    """A small month in which everything goes wrong now and then; few people and hours, so that lines meet."""
    dice = random.Random(seed)
    people, carers = [UUID(int=n) for n in range(1, 5)], [1, 2, 3, None]
    days = [date(2026, 3, 1) + timedelta(days=n) for n in dice.sample(range(31), 6)]

    def maybe(value: Any, chance: float = 0.3) -> Any:
        return value if dice.random() < chance else None

    def span() -> dict[str, date]:
        since = date(2026, 3, 1) + timedelta(days=dice.randrange(-5, 20))
        return {"since": since, "until": maybe(FOREVER, 0.5) or since + timedelta(days=dice.randrange(25))}

    lines = []
    for number in range(1, dice.randrange(10, 45)):
        carer = dice.choice(carers)
        day = dice.choice(days)
        starts = moment(day, dice.randrange(48) * 30)
        near = dice.random() < 0.5
        longest = int((moment(day + timedelta(days=1), 0) - starts).total_seconds()) // 60
        lines.append(Line(
            id=number, provider=dice.choice((1, 1, 2)), person=dice.choice(people), carer=carer, code=f"C{carer}",
            item=dice.choice("ABX"), day=day, starts=starts,
            ends=starts + timedelta(minutes=min(longest, dice.choice((20, 30, 60, 60, 240, 700)))),
            price=dice.choice((3000, 6000, 6100)), quantity=dice.choice((1, 1, 2)),
            lat=39.0 + dice.random() * 0.3 if near else None, lon=117.0 + dice.random() * 0.3 if near else None,
            asked=dice.random() < 0.8,
        ))  # fmt: skip
    # Two lines with the same beginning in one batch and another.
    lines += [Line(**{**vars(o), "id": o.id + 100}) for o in lines if dice.random() < 0.1]
    caps = {"hours_cap": maybe(dice.randrange(1, 20)), "day_cap": maybe(12000), "month_cap": maybe(30000)}
    world = World(
        standing=[
            {
                "person": p, "state": dice.choice(("active", "active", "active", "suspended", "pending", "ended")),
                "cause": "entitled", "mode": dice.choice(("home", "institution", "family")), "provider": dice.choice((1, 1, 2)),
                **caps, **span(),
            }
            for p in people
            if dice.random() < 0.9
        ],
        stays=[{"person": p, **span()} for p in people if dice.random() < 0.3],
        people=[
            {"person": p, "died_on": maybe(dice.choice(days), 0.2), "lat": 39.1 if p.int % 2 else None, "lon": 117.1}
            for p in people
        ],
        plans=[{"person": p, **span()} for p in people if dice.random() < 0.8],
        items=[
            {
                "code": code, "price": 6000, "per_day_max": maybe(2), "per_week_max": maybe(3), "per_month_max": maybe(5),
                "minutes_min": maybe(30), "minutes_max": maybe(120), "performers": ["nurse"] if dice.random() < 0.3 else [],
                **span(),
            }
            for code in "AB"
        ],
        exclusions=[("A", "B")] if dice.random() < 0.4 else [],
        carers=[
            {
                "carer": n, "provider": dice.choice((1, 1, 2)), "kind": dice.choice(("care", "nurse")), **span(),
                "qualified_until": maybe(dice.choice(days)), "banned_since": maybe(dice.choice(days)),
                "banned_until": maybe(dice.choice(days)),
            }
            for n in (1, 2, 3)
        ],
        agreements=[{"provider": n, **span()} for n in (1, 2) if dice.random() < 0.9],
    )  # fmt: skip
    world.plan_items = [
        {
            "person": row["person"],
            "item": code,
            "per_week": dice.randrange(1, 4),
            "since": row["since"],
            "until": row["until"],
        }
        for row in world.plans
        for code in "AB"
        if dice.random() < 0.6
    ]
    return lines, world
