"""Stop the clocks of a matter and let them run again.

补正期间不计入: 新疆第六条第二款第4项; 宁夏第十二条; 黑龙江第六条.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from workflow import calendar
from workflow.deadlines.counting import recount
from workflow.models.deadline import Deadline
from workflow.models.deadline_kind import MUST_ACT
from workflow.models.pause import Pause
from workflow.refusal import Code, Refusal

CLOCK_COLUMNS = ("due_on", "provisional", "state")


@transaction.atomic
def pause(matter: UUID, on: date, reason: str, kinds: Collection[str] | None = None) -> list[Deadline]:
    """Stop the matter's running limits within which somebody must act (or those of `kinds`) from the day after `on`.

    What is paused already stays so, what had passed before `on` is not touched. Returns those that were stopped.
    """
    running = Deadline.objects.of(matter).filter(state="running", due_on__gte=on, kind__in=kinds or MUST_ACT)
    stopped = list(running.select_for_update())
    Pause.objects.bulk_create(Pause(deadline=deadline, from_day=on, reason=reason) for deadline in stopped)
    for deadline in stopped:
        deadline.state = Deadline.State.PAUSED
    Deadline.objects.bulk_update(stopped, ["state"])
    return stopped


@transaction.atomic
def resume(matter: UUID, on: date) -> list[Deadline]:
    """Let the matter's paused limits run again from the day after `on`, each with its day counted anew.

    Nothing happens where nothing is paused. Raises Refusal("invalid_input") for a day before the pause.
    """
    waiting = list(Deadline.objects.of(matter).filter(state="paused").select_for_update(of=("self",)))
    if not waiting:
        return []
    pauses = _by_deadline(waiting)
    ended = [row for rows in pauses.values() for row in rows if row.until_day is None]
    for row in ended:
        if on < row.from_day:
            raise Refusal(Code.INVALID_INPUT, f"恢复计时的日期不能早于暂停之日（{row.from_day:%Y年%-m月%-d日}）。")
        row.until_day = on
    Pause.objects.bulk_update(ended, ["until_day"])
    in_force = calendar.current()
    for deadline in waiting:
        deadline.state = Deadline.State.RUNNING
        recount(deadline, pauses[deadline.pk], in_force)
    Deadline.objects.bulk_update(waiting, CLOCK_COLUMNS)
    return waiting


def _by_deadline(deadlines: list[Deadline]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = {deadline.pk: [] for deadline in deadlines}
    for row in Pause.objects.filter(deadline__in=deadlines):
        found[row.deadline_id].append(row)
    return found
