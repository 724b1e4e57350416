"""Lengthen a limit, once, before it has passed, with the reason. 新疆第八条（一）3; 乌鲁木齐第九条（三）."""

from datetime import date

from django.db import transaction

from accounts.actors import Actor
from workflow import calendar
from workflow.deadlines.counting import recount
from workflow.models.deadline import LIVE, Deadline
from workflow.refusal import Code, Refusal


@transaction.atomic
def extend(deadline: Deadline, days: int, on: date, reason: str, by: Actor | None = None) -> Deadline:
    """Add `days` calendar days to the limit's own end; returns the row as it is now.

    Raises Refusal: `already_extended` the second time, `too_late` once it has passed or is closed, `invalid_input`
    without days or reason. A paused limit cannot pass, so it can be extended however long the pause lasts.
    """
    locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
    _check(locked, days, on, reason)
    locked.extension_days, locked.extended_on, locked.extension_reason = days, on, reason.strip()
    if by is not None:
        locked.extended_by_id, locked.extended_by = by.user_id, by.name
    recount(locked, locked.pauses.all(), calendar.current())
    locked.save()
    return locked


def _check(deadline: Deadline, days: int, on: date, reason: str) -> None:
    label, article = deadline.get_kind_display(), deadline.citation
    if deadline.extension_days:
        raise Refusal(Code.ALREADY_EXTENDED, f"{label}已经延期过一次，不能再次延期。", article)
    passed = deadline.state == Deadline.State.RUNNING and deadline.due_on < on
    if passed or deadline.state not in LIVE:
        raise Refusal(
            Code.TOO_LATE, f"{label}已于{deadline.due_on:%Y年%-m月%-d日}届满或已经办结，不能再延期。", article
        )
    if days < 1:
        raise Refusal(Code.INVALID_INPUT, "延期的日数必须大于零。", article, {"days": "必须大于零"})
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "延期须写明理由。", article, {"reason": "必填"})
