"""The journal takes entries and gives none back."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.scene import Scene
from workflow import journal
from workflow.models import JournalEntry

pytestmark = pytest.mark.requirement("G3")


def test_an_act_writes_who_in_which_post_on_what_and_by_which_article(matter: Scene) -> None:
    entry = JournalEntry.objects.get(act="applications.accept")

    assert (entry.actor_id, entry.actor_name) == (matter.user("intake_clerk").pk, "intake_clerk")
    assert (entry.post, entry.organisation_name) == ("intake_clerk", matter.stage.agency.name)
    assert (entry.case_kind, entry.case_id) == ("applications.application", str(matter.application.pk))
    assert (entry.matter, entry.area_code) == (matter.application.matter, "659001")
    assert (entry.old_state, entry.new_state) == ("submitted", "accepted")
    assert "新疆经办规程" in entry.citation
    assert entry.at == matter.now
    assert set(entry.changed) >= {"accepted_at", "accepted_by_id"}


def test_what_is_encrypted_in_the_case_is_not_told_by_the_journal(matter: Scene) -> None:
    told = str(list(JournalEntry.objects.values_list("changed", flat=True)))

    assert matter.stage.person.id_number not in told
    assert matter.stage.person.phone not in told


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_journalentry SET reason = 'other'",
        "UPDATE workflow_journalentry SET hash = previous_hash",
        "DELETE FROM workflow_journalentry",
    ],
)
def test_no_entry_is_changed_or_removed(matter: Scene, sql: str) -> None:
    before = list(JournalEntry.objects.order_by("id").values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(JournalEntry.objects.order_by("id").values()) == before


def test_the_table_is_not_emptied(matter: Scene) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ltci.allow_truncate = 'off'")
        cursor.execute("TRUNCATE workflow_journalentry")

    assert JournalEntry.objects.exists()


def test_the_switch_that_lets_tests_empty_the_table_is_in_no_setting() -> None:
    from django.conf import settings

    assert "allow_truncate" not in str(settings.DATABASES)


def test_neither_models_nor_querysets_get_past_the_triggers(matter: Scene) -> None:
    entry = JournalEntry.objects.latest("id")
    entry.reason = "other"

    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(reason="other")


def test_the_row_history_is_append_only_too(matter: Scene) -> None:
    from applications.models import Application

    events = Application.pgh_event_model
    assert events.objects.filter(pgh_obj_id=matter.application.pk).count() >= 3
    with pytest.raises(DatabaseError), transaction.atomic():
        events.objects.update(area_code="000000")
    with pytest.raises(DatabaseError), transaction.atomic():
        events.objects.all().delete()


def test_an_entry_outlives_its_case(matter: Scene) -> None:
    assert [field.name for field in JournalEntry._meta.get_fields() if field.is_relation] == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_the_transaction_of_an_act() -> None:
    from accounts.actors import CLOCK
    from tests.scene import at

    with pytest.raises(RuntimeError):
        journal.record(area_code="659001", act="applications.accept", by=CLOCK, seat=None, now=at("2026-03-02"))
    assert not JournalEntry.objects.exists()


def test_a_chain_that_holds_is_told_so(matter: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("journal", "verify")

    assert f"{JournalEntry.objects.count()} 条记录全部相接" in capsys.readouterr().out
