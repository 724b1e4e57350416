"""Every act of a batch × every state, every address and interface of claims × a stranger's object. G3."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.urls import reverse

from accounts.models import Area, Organisation
from accounts.posts import Kind, posts_of
from ltci.rehearsal.stage import new_user
from providers.models import HandlerContract, Tender
from settlement import exports
from settlement.intake import receiving
from settlement.models import ClaimBatch, Intake, LineExport, Payment, Recovery
from settlement.states import OWNERS, State
from settlement.tasks import export_lines, screen
from tests.api.conftest import Caller, token_of
from tests.pages.desk import addresses, engaged, everything, sign_in
from tests.security.test_hostile_input import HOSTILE, quiet
from tests.settlement.claims import TEXTS, Town
from workflow import acts
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3")]
STATES = ("uploaded", "screened", "first_reviewed", "rechecked", "paid", "returned", "void")
BACK = {"reason": "清单不符", "to": "sender"}
# Act → who, from which states, with what.
TABLE: dict[str, tuple[str, set[str], dict[str, Any]]] = {
    "screen": ("first_reviewer", {"uploaded", "screened"}, {}),
    "decide": ("first_reviewer", {"screened"}, {"verdict": "pass", "reason": "属实", "rule": "not_in_catalogue"}),
    "answer": ("provider_manager", {"screened"}, {"answer": "临时医嘱", "rule": "outside_plan"}),
    # These begin a batch of a handler's fee (test_handler_fees.py); one that has begun does not begin again.
    "open_fee": ("agreement_officer", {"uploaded"}, {"contract": 1, "year": 1}),
    "release_holdback": ("agreement_officer", {"uploaded"}, {"contract": 1, "year": 1}),
    "first_review": ("first_reviewer", {"screened"}, TEXTS),
    "recheck": ("rechecker", {"first_reviewed"}, {}),
    "pay": ("payer", {"rechecked"}, {}),
    "return_batch": ("", {"screened", "first_reviewed", "rechecked"}, BACK),
    "recover": ("supervisor", {"paid"}, {"reason": "未上门", "lines": []}),
    "reverse": ("payer", {"paid"}, {"reason": "银行退回"}),
}
HOSTILE_NAMES = (
    "rule",
    "lines",
    "verdict",
    "allowed",
    "reason",
    "answer",
    "proposal",
    "sampled",
    "to",
    "version",
    "page",
    "kind",
    "sample",
)
RETURNING = {"screened": "first_reviewer", "first_reviewed": "rechecker", "rechecked": "payer"}
# What the law says in a state from which the act starts, where it does not simply go through.
OTHERWISE = {("decide", "screened"): "invalid_input", ("answer", "screened"): "invalid_input"}
OTHERWISE |= {("open_fee", "uploaded"): "wrong_state", ("release_holdback", "uploaded"): "wrong_state"}
OTHERWISE |= {("recover", "paid"): "invalid_input", ("reverse", "paid"): "wrong_state"}


@pytest.fixture
def town(settings: LazySettings) -> Iterator[Town]:
    settings.LTCI_REQUIRE_TOTP = False
    town = Town(providers=2)
    # Everybody is there before a savepoint begins, so that nobody is gone when it is rolled back.
    for post in ("first_reviewer", "rechecker", "payer", "supervisor", "provider_manager"):
        town.user(post)
    with time_machine.travel(town.now, tick=False):
        yield town


def entrusted(town: Town) -> HandlerContract:
    """A contract of the agency with a handler, in force."""
    handler = Organisation.objects.create(code=uuid4().hex[:12], name="津惠经办", kind="handler", area=town.area)
    officer, supervisor = town.user("agreement_officer"), town.user("supervisor")
    tender = Tender.objects.create(
        agency=town.agency, title="委托经办", number="T-1", method="open", published_on=date(2025, 11, 3),
        decided_on=date(2025, 12, 1), grounds="综合评分最高", recorded_by=officer, recorded_at=town.now,
    )  # fmt: skip
    return HandlerContract.objects.create(
        agency=town.agency, handler=handler, number="W-1", tender=tender, starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), tasks=["intake"], duties="协助受理", basis="fixed", amount=1000,
        indicators=[{"name": "及时率", "weight": 100}], pass_mark=80, state="in_force", proposed_by=officer,
        proposed_at=town.now, decided_by=supervisor, decided_at=town.now,
    )  # fmt: skip


def in_state(town: Town, state: str) -> ClaimBatch:
    """A batch brought there by its acts."""
    person = town.person()
    if state == "uploaded":
        intake = town.begin(town.row(person, 2))
        receiving.work(intake.pk, town.now)
        return ClaimBatch.objects.get(intakes=intake.pk)
    batch = town.screened(town.row(person, 2))
    if state in ("returned", "void"):
        batch = town.act("return_batch", batch, "first_reviewer", **BACK)
        if state == "void":
            town.screened(town.row(person, 2))
        return ClaimBatch.objects.get(pk=batch.pk)
    steps = {"screened": lambda b: b, "first_reviewed": town.reviewed, "rechecked": town.rechecked, "paid": town.paid}
    return steps[state](batch)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_has_every_act_state_and_owner() -> None:
    assert {f"settlement.{verb}" for verb in (*TABLE, "upload")} == {
        row.name for row in acts.registry.values() if row.model == "settlement.ClaimBatch"
    }
    assert set(STATES) == set(State.values) == set(OWNERS)
    for verb, (_, states, _) in TABLE.items():
        assert acts.registry[f"settlement.{verb}"].sources() == states


@pytest.mark.parametrize("state", STATES)
def test_every_act_in_this_state(town: Town, state: str) -> None:
    batch = in_state(town, state)
    assert batch.state == state

    for verb, (who, states, inputs) in TABLE.items():
        before, post = everything(), who or RETURNING.get(state, "first_reviewer")
        with undone():
            code = ""
            try:
                with transaction.atomic():
                    town.act(verb, ClaimBatch.objects.get(pk=batch.pk), post, **inputs)
            except Refusal as refusal:
                code = refusal.code
                assert refusal.message
        expected = OTHERWISE.get((verb, state), "") if state in states else "wrong_state"
        assert code == expected, (verb, state, code)
        if code:
            assert everything() == before


@pytest.mark.parametrize("verb", TABLE)
def test_no_other_post_does_it(town: Town, verb: str) -> None:
    who, states, inputs = TABLE[verb]
    state = sorted(states)[0]
    batch = in_state(town, state)
    rightful = {who or RETURNING[state]}
    others = [post for kind in (Kind.AGENCY, Kind.PROVIDER) for post in posts_of(kind) if post not in rightful]

    for post in others:
        with pytest.raises(Refusal) as refused, transaction.atomic():
            town.act(
                verb,
                ClaimBatch.objects.get(pk=batch.pk),
                post,
                9 if post not in posts_of(Kind.PROVIDER) else 1,
                **inputs,
            )
        assert refused.value.code == "not_permitted", (verb, post)


def objects(town: Town) -> Iterator[tuple[str, list[Any]]]:
    """Every address of claims that names an object, with one of this town."""
    for batch in ClaimBatch.objects.all():
        yield from ((f"settlement:{name}", [batch.pk]) for name in ("batch", "lines", "export_lines"))
        yield from (("settlement:act", [batch.pk, verb]) for verb in (*TABLE, "upload"))
        yield "settlement:preview", [batch.pk, "pay"]
        yield "matter", [batch.matter]
        yield "api:claim", [batch.pk]
    for intake in Intake.objects.all():
        yield from ((f"settlement:{name}", [intake.pk]) for name in ("intake", "confirm", "marked"))
        yield from ((f"api:{name}", [intake.pk]) for name in ("claim_upload", "finish_claim"))
        yield "api:claim_part", [intake.pk, 1]
    yield "settlement:download_export", [(LineExport.objects.first() or exported(town)).pk]
    yield "settlement:handler_fees", [(HandlerContract.objects.first() or entrusted(town)).pk]
    yield "settlement:confirm_payee", [town.providers[0].payees.get().pk]


def exported(town: Town) -> LineExport:
    """A file of lines that the first reviewer asked for."""
    batch = ClaimBatch.objects.filter(kind="care").first()
    assert batch is not None
    row = exports.ask(batch=batch, rule="", kind="", by=town.by("first_reviewer"), now=town.now)
    export_lines(str(row.pk))
    return LineExport.objects.get(pk=row.pk, state="done")


def test_every_address_with_an_object_is_walked(town: Town) -> None:
    in_state(town, "screened")
    walked = {name for name, _ in objects(town)} - {"matter"}
    taking = {name for name, pattern in addresses() if pattern.pattern.converters and name.startswith("settlement:")}

    assert taking == {name for name in walked if name.startswith("settlement:")}


def strangers(town: Town) -> Iterator[Any]:
    """Everybody of another agency and of another provider, and somebody without a post."""
    there = Area.objects.get_or_create(code="640100", defaults={"name": "银川市", "level": "city"})[0]
    elsewhere = Organisation.objects.create(code=uuid4().hex[:12], name="银川市医保中心", kind="agency", area=there)
    yield from (engaged(post, elsewhere) for post in posts_of(Kind.AGENCY))
    yield from (engaged(post, town.providers[1]) for post in posts_of(Kind.PROVIDER))
    yield new_user("路人")


def test_no_stranger_opens_or_changes_anything_by_page_or_interface(town: Town) -> None:
    in_state(town, "first_reviewed")
    entrusted(town)
    exported(town)
    faulty = town.send(town.row(town.people[0], 2, amount="1.00"))
    assert faulty.state == "faulty"
    people = list(strangers(town))
    callers = [(sign_in(user), token_of(user)[1]) for user in people]
    before = everything()

    for client, word in callers:
        for name, arguments in objects(town):
            url = reverse(name, args=arguments)
            if name.startswith("api:"):
                program = Caller(word).client
                said = {"rows": [{}]} if name == "api:claim_part" else {"parts": 1}
                answers = [
                    program.get(url),
                    program.post(url, said, "application/json"),
                    program.put(url, said, "application/json"),
                ]
                wrong = [row.status_code for row in answers if row.status_code not in (403, 404, 405, 422)]
            else:
                given = {"reason": "x", "declared": "1", "version": "1", "request_key": uuid4().hex}
                wrong = [
                    row.status_code
                    for row in (client.get(url), client.post(url, given))
                    if row.status_code not in (302, 403, 404, 405)
                ]
            assert wrong == [], (name, wrong)
    after = everything()
    assert {name for name in after if after[name] != before.get(name)} <= {"accounts_apitoken"}


def test_no_hostile_value_breaks_a_page_or_an_act_of_claims(town: Town) -> None:
    batch = in_state(town, "screened")
    urls = {verb: [reverse("settlement:act", args=[batch.pk, verb])] for verb in TABLE}
    urls["pay"].append(reverse("settlement:preview", args=[batch.pk, "pay"]))
    wrong = []
    for verb, (post, _, _) in TABLE.items():
        client = quiet(sign_in(town.user(post or "first_reviewer")))
        for turn in range(len(HOSTILE)):
            data = {name: HOSTILE[(place + turn) % len(HOSTILE)] for place, name in enumerate(HOSTILE_NAMES)}
            for url in urls[verb]:
                for answer in (client.get(url, data), client.post(url, {**data, "request_key": uuid4().hex})):
                    if answer.status_code >= 500:
                        wrong.append((url, turn, answer.status_code))
    assert wrong == []


def test_readers_of_the_agency_see_and_the_provider_sees_its_own(town: Town) -> None:
    batch = in_state(town, "paid")
    for post in ("first_reviewer", "rechecker", "payer", "supervisor", "inspector", "provider_manager"):
        client = sign_in(town.user(post))
        for name in ("batch", "lines"):
            assert client.get(reverse(f"settlement:{name}", args=[batch.pk])).status_code == 200, (post, name)
    payer = sign_in(town.user("payer"))
    for name in ("payments", "books", "batches"):
        assert payer.get(reverse(f"settlement:{name}")).status_code == 200
    assert sign_in(town.user("agreement_officer")).get(reverse("settlement:payees")).status_code == 200
    assert Payment.objects.visible_to(town.by("provider_manager", 2)).count() == 0
    assert Recovery.objects.count() == 0


def test_the_clock_screens_what_was_left_behind(town: Town) -> None:
    batch = in_state(town, "uploaded")

    assert screen(str(batch.pk)) is True
    assert screen(str(batch.pk)) is False
    assert ClaimBatch.objects.get(pk=batch.pk).state == "screened"


def test_queries_of_the_pages_do_not_grow_with_the_lines(town: Town, django_assert_max_num_queries: Any) -> None:
    person = town.person()
    batch = town.screened(
        *(
            town.row(person, day, start, end)
            for day in range(1, 25)
            for start, end in (("09:00", "10:00"), ("15:00", "16:00"))
        )
    )
    client = sign_in(town.user("first_reviewer"))
    for name, most in (("batch", 40), ("lines", 22)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"settlement:{name}", args=[batch.pk]))


@pytest.mark.requirement("F1")
def test_a_claim_in_parts_goes_on_where_it_stopped(
    town: Town, django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    people = [town.person() for _ in range(3)]
    program = Caller(token_of(town.user("provider_manager"))[1])
    names = (
        "day",
        "starts",
        "ends",
        "id_number",
        "person_name",
        "carer_code",
        "item_code",
        "quantity",
        "price",
        "amount",
    )

    def rows(day: int) -> list[dict[str, str]]:
        return [dict(zip(names, town.row(person, day).split(","), strict=True)) for person in people]

    said = {"month": "2026-03", "declared": True}
    begun = program.post("claims/uploads/", said, key="k1")
    again = program.post("claims/uploads/", said, key="k1")
    assert (begun.status_code, again.json()["id"]) == (201, begun.json()["id"])
    url = f"/api/v1/claims/uploads/{begun.json()['id']}/"

    def put(number: int, day: int) -> Any:
        return program.client.put(f"{url}parts/{number}/", {"rows": rows(day)}, content_type="application/json")

    with django_assert_max_num_queries(60):
        assert put(2, 5).status_code == 200
    assert put(2, 5).json()["parts"] == [2]
    assert put(2, 6).status_code == 422
    early = program.client.post(f"{url}finish/", {"parts": 2}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "missing_materials")
    assert put(1, 4).json()["parts"] == [1, 2]
    with django_capture_on_commit_callbacks(execute=True):
        program.client.post(f"{url}finish/", {"parts": 2}, content_type="application/json")
    done = program.client.get(url).json()
    assert done["state"] == "taken", done
    batch = ClaimBatch.objects.get(pk=done["batch"])
    assert (batch.state, batch.line_count, batch.source) == ("screened", 6, "api")


@pytest.mark.requirement("F1")
def test_parts_that_a_crash_emptied_are_asked_for_again(town: Town) -> None:
    from django.db import connection

    from settlement.intake import parts

    person = town.person()
    intake = receiving.begin(
        provider=town.providers[0], month=town.now.date().replace(month=3, day=1), by=town.by("provider_manager"), now=town.now, name="",
        source="api", declared=True,
    )  # fmt: skip
    intake = parts.opened(intake, by=town.by("provider_manager"), now=town.now, key="k")
    cells = dict(
        zip(
            (
                "day",
                "starts",
                "ends",
                "id_number",
                "person_name",
                "carer_code",
                "item_code",
                "quantity",
                "price",
                "amount",
            ),
            town.row(person, 2).split(","),
            strict=True,
        )
    )
    parts.add(intake.pk, 1, [cells])
    parts.finish(intake.pk, parts=1)
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{intake.staging}"')  # what PostgreSQL itself does after a crash

    receiving.work(intake.pk, town.now)

    intake = Intake.objects.get(pk=intake.pk)
    assert intake.state == "receiving" and "重新发送" in intake.progress and not intake.parts.exists()
    parts.add(intake.pk, 1, [cells])
    parts.finish(intake.pk, parts=1)
    assert receiving.work(intake.pk, town.now).state == "taken"  # type: ignore[union-attr]
