"""Lines of a batch as a file: written behind the scenes, for whoever may see the batch and asked for it. F1 to F3."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from settlement import exports
from settlement.models import ClaimLine, Decision, LineExport
from settlement.tasks import export_lines, sweep
from tests.pages.desk import sign_in
from tests.settlement.claims import Town
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: LazySettings) -> Town:
    settings.LTCI_REQUIRE_TOTP = False
    return Town(providers=2)


def asked(town: Town, batch: Any, by: str = "first_reviewer", **said: str) -> LineExport:
    narrowed = {"rule": "", "kind": "", **said}
    return exports.ask(batch=batch, **narrowed, by=town.by(by), now=town.now)


def made(town: Town, row: LineExport) -> list[dict[str, str]]:
    with time_machine.travel(town.now):
        assert export_lines(str(row.pk))
    row.refresh_from_db()
    assert row.state == "done"
    with default_storage.open(row.file, "rb") as file:
        text = file.read().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.requirement("F2")
@pytest.mark.requirement("F3")
def test_each_line_comes_with_what_was_found_decided_and_settled(town: Town) -> None:
    person = town.person()
    batch = town.screened(town.row(person, 2), town.row(person, 3, item=2))
    keys = dict(ClaimLine.objects.of(batch).values_list("row", "pk"))
    batch = town.act("decide", batch, "first_reviewer", lines=[keys[2]], verdict="refuse", reason="=没有上门")
    batch = town.act("decide", batch, "first_reviewer", lines=[keys[3]], verdict="pass", reason="医嘱增加")
    batch = town.reviewed(batch)

    row = asked(town, batch)
    first, second = made(town, row)

    assert (first["行"], first["姓名"], first["金额"], first["项目"]) == ("2", person.name, "60.00", "助浴")
    assert first["证件号码"] == "*" * 14 + str(person.id_number)[-4:]
    assert (first["决定"], first["理由"], first["不予支付"], first["基金负担"]) == (
        Decision.Verdict.REFUSE.label, "'=没有上门", "60.00", "0.00",
    )  # fmt: skip
    assert "疑点：计划外的项目" in second["发现"] and second["决定"] == Decision.Verdict.PASS.label
    money = ("不予支付", "超限额", "个人负担", "基金负担")
    assert sum(float(second[name]) for name in money) == float(second["金额"]) == 50
    assert row.rows == 2
    assert JournalEntry.objects.filter(act="settlement.export_lines").count() == 1


def test_the_file_has_the_lines_that_the_page_was_narrowed_to(town: Town) -> None:
    person = town.person()
    batch = town.screened(town.row(person, 2), town.row(person, 3, item=2))
    assert [line["行"] for line in made(town, asked(town, batch, rule="outside_plan"))] == ["3"]
    assert made(town, asked(town, batch, kind="reject")) == []
    for wrong in ({"rule": "no_such"}, {"kind": "'; --"}):
        with pytest.raises(Refusal) as refused:
            asked(town, batch, **wrong)
        assert refused.value.code == "invalid_input"


def test_asked_twice_it_is_made_once_and_a_worker_that_died_is_made_up_for(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))
    row = asked(town, batch)
    assert asked(town, batch).pk == row.pk
    with time_machine.travel(town.now):
        exports.claim(timezone.now(), row.pk)
        assert not export_lines(str(row.pk))
        sweep()
    row.refresh_from_db()
    assert row.state == "running"
    with time_machine.travel(town.now + timedelta(minutes=16)):
        sweep()
    row.refresh_from_db()
    assert (row.state, row.rows) == ("done", 1)


def test_after_its_days_the_file_is_deleted_and_the_list_says_so(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))
    row = asked(town, batch)
    made(town, row)
    place = row.file
    with time_machine.travel(town.now + timedelta(days=8)):
        sweep()
    row.refresh_from_db()
    assert (row.state, default_storage.exists(place)) == ("gone", False)
    with pytest.raises(Refusal) as refused:
        exports.hand_out(export=row, by=town.by("first_reviewer"), now=town.now)
    assert refused.value.code == "wrong_state"


def test_on_the_page_it_is_asked_for_followed_and_downloaded(
    town: Town, django_capture_on_commit_callbacks: Any
) -> None:
    batch = town.screened(town.row(town.person(), 2))
    with time_machine.travel(town.now):
        client = sign_in(town.user("first_reviewer"))
        page = client.get(reverse("settlement:lines", args=[batch.pk])).content.decode()
        assert reverse("settlement:export_lines", args=[batch.pk]) in page
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("settlement:export_lines", args=[batch.pk]), {"rule": "", "kind": ""})
        assert answer.url == reverse("settlement:exports")
        assert "已制作，1 行" in client.get(answer.url).content.decode()
        row = LineExport.objects.get()
        answer = client.post(reverse("settlement:download_export", args=[row.pk]))
    assert b"".join(answer.streaming_content).decode("utf-8-sig").startswith("行,姓名,")
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "private, no-store"
    assert JournalEntry.objects.filter(act="settlement.export_lines").count() == 2


def test_nobody_else_sees_or_takes_an_export(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))
    row = asked(town, batch)
    made(town, row)
    with time_machine.travel(town.now):
        for user in (town.user("rechecker"), town.user("provider_manager", 2), town.user("provider_manager", 1)):
            client = sign_in(user)
            assert client.post(reverse("settlement:download_export", args=[row.pk])).status_code == 404
            assert str(row.pk) not in client.get(reverse("settlement:exports")).content.decode()
        stranger = sign_in(town.user("provider_manager", 2))
        assert stranger.post(reverse("settlement:export_lines", args=[batch.pk])).status_code == 404
    with pytest.raises(Refusal) as refused:
        exports.ask(batch=batch, rule="", kind="", by=town.by("provider_manager", 2), now=town.now)
    assert refused.value.code == "not_permitted"
    assert LineExport.objects.count() == 1


def test_writing_costs_the_same_queries_however_many_lines(town: Town) -> None:
    counts = []
    for provider, days in ((1, range(2, 4)), (2, range(2, 29))):
        person = town.person(provider)
        batch = town.screened(*(town.row(person, day) for day in days), provider=provider)
        row = asked(town, batch)
        with CaptureQueriesContext(connection) as seen, io.BytesIO() as to:
            assert exports.write(row, to)[0] == len(days)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 3
