"""Many letters printed together: only those that one may open, counted, resumed after a crash, removed in time."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from documents import access, print_runs, printing, tasks
from documents.models import Letter, PrintRun
from documents.pages import FactsChanged
from tests.scene import Scene
from workflow.models import JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("X7")]
SceneAt, ClientOf = Callable[..., Scene], Callable[..., Client]
RUNS = "/print-runs/"


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Rendering has its own tests (tests/documents/test_printing.py); here an empty page stands for a letter."""
    settings.MEDIA_ROOT = tmp_path

    def page(html: str) -> bytes:
        writer, held = PdfWriter(), BytesIO()
        writer.add_blank_page(100, 100)
        writer.add_metadata({"/Title": html.split("<title>")[1].split("</title>")[0]})
        writer.write(held)
        return held.getvalue()

    monkeypatch.setattr(printing, "pdf_of", page)
    # What commits in these tests is rolled back; the bell is rung by hand.
    monkeypatch.setattr(print_runs, "_ring_after_commit", lambda run: None)


def asked(scene: Scene, client: Client, **changed: Any) -> Any:
    day = f"{scene.now:%Y-%m-%d}"
    form = {"kind": "", "since": "2026-03-01", "until": day, "request_key": uuid4().hex, **changed}
    return client.post(RUNS, form)


def run_of(answer: Any) -> PrintRun:
    assert answer.status_code == 302, answer.content.decode()
    return PrintRun.objects.get(pk=UUID(answer["Location"].strip("/").split("/")[-1]))


def pages_of(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


def test_what_was_issued_on_some_days_comes_as_one_file(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("assigned")
    dispatcher = client_of(scene, "dispatcher")
    run = run_of(asked(scene, dispatcher))
    letters = list(Letter.objects.of_matter(scene.application.matter))
    assert run.count == len(letters) == 3
    assert "排队中" in dispatcher.get(run.url).content.decode()

    assert tasks.make_print_run(str(run.pk)) == 3

    page = dispatcher.get(run.url).content.decode()
    assert "已完成，3 份" in page and "第 1 册" in page and "hx-get" not in page
    answer = dispatcher.get(reverse("documents:print_run_volume", args=[run.pk, 1]))
    assert answer["Content-Type"] == "application/pdf" and pages_of(answer.content) == 3
    acts = JournalEntry.objects.filter(case_id=str(run.pk)).values_list("act", flat=True)
    assert list(acts.order_by("seq")) == ["documents.ask_print_run", "documents.fetch_print_run"]
    # The letters are what they were: their own stored files.
    assert all(printing.open_pdf(letter) for letter in Letter.objects.of_matter(scene.application.matter))
    assert tasks.make_print_run(str(run.pk)) == 0


def test_a_form_sent_twice_asks_once(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("accepted")
    clerk, key = client_of(scene, "intake_clerk"), uuid4().hex

    first, second = asked(scene, clerk, request_key=key), asked(scene, clerk, request_key=key)

    assert first["Location"] == second["Location"] and PrintRun.objects.count() == 1


@pytest.mark.requirement("G3")
def test_a_run_holds_only_letters_that_the_asker_may_open(scene_at: SceneAt, client_of: ClientOf) -> None:
    here, there = scene_at("contested", "650100"), scene_at("accepted", "640100")
    here.act("assessment.settle_report", "reviewer", borne_out=False, findings="走访后未见")
    for scene, name in ((here, "intake_clerk"), (here, "reviewer"), (here, "body_manager"), (there, "intake_clerk")):
        actor = scene.by(name)
        open_to = {letter.pk for letter in Letter.objects.all() if access.can_see(letter, actor)}
        assert set(Letter.objects.visible_to(actor).values_list("pk", flat=True)) == open_to, name

    run = run_of(asked(there, client_of(there, "intake_clerk")))

    assert run.letters == [there_letter.pk for there_letter in Letter.objects.of_matter(there.application.matter)]
    for client in (client_of(here, "intake_clerk"), client_of(there, "reviewer")):
        assert client.get(run.url).status_code == 404
        assert client.get(reverse("documents:print_run_volume", args=[run.pk, 1])).status_code == 404
    assert client_of(here, "applicant").get(RUNS).status_code == 403


def test_nothing_found_too_many_days_turned_round_and_too_many_runs(
    scene_at: SceneAt, client_of: ClientOf, settings: Any
) -> None:
    scene = scene_at("accepted")
    clerk = client_of(scene, "intake_clerk")

    nothing = asked(scene, clerk, kind="conclusion")
    turned = asked(scene, clerk, since="2026-03-09", until="2026-03-01")
    settings.LTCI_PRINT_RUN_MOST = 0
    many = asked(scene, clerk)
    settings.LTCI_PRINT_RUN_MOST = 1000
    settings.LTCI_PRINT_RUNS_EACH = 1
    run_of(asked(scene, clerk))
    another = asked(scene, clerk)

    assert (nothing.status_code, turned.status_code, many.status_code, another.status_code) == (422, 422, 422, 409)
    assert "没有您可以打开的" in nothing.content.decode() and "不能晚于" in turned.content.decode()
    assert "超过 0 份" in many.content.decode() and "正在制作" in another.content.decode()
    assert PrintRun.objects.count() == 1


def test_a_letter_that_fails_is_told_and_the_others_are_printed(
    scene_at: SceneAt, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scene_at("assigned")
    dispatcher = client_of(scene, "dispatcher")
    run = run_of(asked(scene, dispatcher))
    page_of = printing.page_of

    def broken(letter: Letter) -> str:
        if letter.kind == "dispatch_order":
            raise FactsChanged("altered")
        return page_of(letter)

    with monkeypatch.context() as patched:
        patched.setattr(printing, "page_of", broken)
        tasks.make_print_run(str(run.pk))

    run.refresh_from_db()
    order = Letter.objects.get(kind="dispatch_order")
    assert (run.state, run.made, [row["letter"] for row in run.failed]) == ("done", 2, [str(order.pk)])
    page = dispatcher.get(run.url).content.decode()
    assert order.number in page and "1 份没有制作成功" in page

    dispatcher.post(reverse("documents:repeat_print_run", args=[run.pk]))
    tasks.make_print_run(str(run.pk))

    run.refresh_from_db()
    assert (run.state, run.made, run.failed) == ("done", 3, [])
    dispatcher.post(reverse("documents:repeat_print_run", args=[run.pk]))  # pressed once more: told, nothing done
    run.refresh_from_db()
    assert run.state == "done"


def test_an_interrupted_run_goes_on_with_the_volume_that_was_not_finished(
    scene_at: SceneAt, client_of: ClientOf, settings: Any, clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.LTCI_PRINT_RUN_VOLUME = 2
    scene = scene_at("assigned")
    run = run_of(asked(scene, client_of(scene, "dispatcher")))
    merge, calls = print_runs.merged, []

    def killed(parts: Any) -> bytes:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return merge(parts)

    monkeypatch.setattr(print_runs, "merged", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.make_print_run(str(run.pk))
    run.refresh_from_db()
    first = run.volumes
    assert (run.state, len(first)) == ("running", 1)
    assert tasks.sweep_print_runs() == 0  # its worker may still be alive

    clock.move_to(scene.now + timedelta(minutes=3))

    assert tasks.sweep_print_runs() == 1
    run.refresh_from_db()
    assert (run.state, run.made, len(run.volumes)) == ("done", 3, 2) and run.volumes[:1] == first


def test_a_worker_that_was_thought_dead_stops_and_a_run_that_always_dies_is_given_up(
    scene_at: SceneAt, client_of: ClientOf, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scene_at("accepted")
    run = run_of(asked(scene, client_of(scene, "intake_clerk")))

    def overtaken(parts: Any) -> bytes:
        PrintRun.objects.filter(pk=run.pk).update(worker=uuid4())
        return b"%PDF-"

    with monkeypatch.context() as patched:
        patched.setattr(print_runs, "merged", overtaken)
        tasks.make_print_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.volumes) == ("running", [])

    for round_ in range(1, 5):
        clock.move_to(scene.now + timedelta(minutes=3 * round_))
        with monkeypatch.context() as patched:
            patched.setattr(print_runs, "merged", lambda parts: 1 / 0)
            tasks.sweep_print_runs()
    run.refresh_from_db()
    assert run.state == "broken"
    assert "多次中断" in client_of(scene, "intake_clerk").get(run.url).content.decode()


def test_volumes_are_removed_after_their_time_and_the_row_stays(
    scene_at: SceneAt, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    scene = scene_at("accepted")
    clerk = client_of(scene, "intake_clerk")
    run = run_of(asked(scene, clerk))
    tasks.make_print_run(str(run.pk))
    run.refresh_from_db()
    place = run.volumes[0]["file"]
    assert default_storage.exists(place)

    clock.move_to(scene.now + timedelta(hours=25))
    tasks.sweep_print_runs()

    run.refresh_from_db()
    clerk = client_of(scene, "intake_clerk")
    assert run.state == "expired" and not default_storage.exists(place)
    assert clerk.get(reverse("documents:print_run_volume", args=[run.pk, 1])).status_code == 302
    assert "已过保留时间" in clerk.get(run.url).content.decode()


def test_a_volume_is_not_given_out_once_a_letter_is_out_of_sight_or_its_file_altered(
    scene_at: SceneAt, client_of: ClientOf
) -> None:
    scene = scene_at("accepted")
    clerk = client_of(scene, "intake_clerk")
    run = run_of(asked(scene, clerk))
    tasks.make_print_run(str(run.pk))
    run.refresh_from_db()
    url = reverse("documents:print_run_volume", args=[run.pk, 1])

    stored = run.letters
    PrintRun.objects.filter(pk=run.pk).update(letters=[*stored, uuid4()])
    assert clerk.get(url).status_code == 302
    PrintRun.objects.filter(pk=run.pk).update(letters=stored)
    Path(default_storage.path(run.volumes[0]["file"])).write_bytes(b"%PDF-")
    assert clerk.get(url).status_code == 302
    assert "与制作时不一致" in clerk.get(run.url).content.decode()


def test_the_list_costs_the_same_for_many_runs(scene_at: SceneAt, client_of: ClientOf, settings: Any) -> None:
    settings.LTCI_PRINT_RUNS_EACH = 50
    scene = scene_at("accepted")
    clerk = client_of(scene, "intake_clerk")
    assert "还没有批量打印" in clerk.get(RUNS).content.decode()
    asked(scene, clerk)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(RUNS).status_code == 200
        costs.append(len(captured))
        for _ in range(10):
            asked(scene, clerk)

    assert costs[0] == costs[1] <= 8
