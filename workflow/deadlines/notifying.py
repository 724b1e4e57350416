"""Rows that tell a post of a deadline; each is made once per deadline, kind and due day, however often this runs."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts.posts import Post
from workflow import calendar
from workflow.models.deadline import Deadline
from workflow.models.deadline_kind import MUST_ACT, DeadlineKind
from workflow.models.notification import Notification

LABELS = json.dumps({kind.value: str(kind.label) for kind in DeadlineKind}, ensure_ascii=False)
DUE_SOON_TEXT = "%s将于%s届满，请及时办理。"
OVERDUE_TEXT = "%s已于%s届满，尚未办结，请督促办理。"
NOT_DONE_TEXT = "%s已于%s届满，系统未能自动办理：%s"
REMIND_WORKING_DAYS = 2
# What merely ends on a day is announced long before, in calendar days: there is something to be negotiated.
EARLY_KIND, EARLY_DAYS = DeadlineKind.AGREEMENT_END.value, 60

REMIND = """
INSERT INTO workflow_notification (kind, matter, deadline_id, post, organisation_id, due_on, text, created_at)
SELECT 'due_soon', d.matter, d.id, d.owner_post, d.owner_organisation_id, d.due_on,
       format(%(text)s, %(labels)s::jsonb ->> d.kind, to_char(d.due_on, 'YYYY-MM-DD')), %(now)s
FROM workflow_deadline AS d
WHERE d.state = 'running' AND d.owner_post <> ''
  AND (d.kind = ANY(%(must_act)s) AND d.due_on BETWEEN %(today)s AND %(horizon)s
       OR d.kind = %(early_kind)s AND d.due_on BETWEEN %(today)s AND %(early)s)
  AND (%(matter)s::uuid IS NULL OR d.matter = %(matter)s::uuid)
  AND NOT EXISTS (
      SELECT 1 FROM workflow_notification AS n
      WHERE n.deadline_id = d.id AND n.kind = 'due_soon' AND n.due_on = d.due_on
  )
ON CONFLICT DO NOTHING
"""


def remind(now: datetime, today: date, matter: UUID | None = None) -> int:
    """Tell the owner post of each limit that ends within the next working days; returns how many were told.

    How many working days before: the setting LTCI_REMIND_WORKING_DAYS (2). A limit that passed in a silence of the
    clock is not announced any more. One query beside the calendar's.
    """
    ahead = getattr(settings, "LTCI_REMIND_WORKING_DAYS", REMIND_WORKING_DAYS)
    values: dict[str, Any] = {
        "text": DUE_SOON_TEXT,
        "labels": LABELS,
        "now": now,
        "must_act": [kind.value for kind in MUST_ACT],
        "today": today,
        "horizon": calendar.current().add_working_days(today, ahead),
        "early_kind": EARLY_KIND,
        "early": today + timedelta(days=EARLY_DAYS),
        "matter": matter,
    }
    with connection.cursor() as cursor:
        cursor.execute(REMIND, values)
        return int(cursor.rowcount)


def tell_not_done(deadline_id: int, reason: str, now: datetime) -> None:
    """Keep on the deadline why its act was not done, and tell the supervisor once."""
    deadline = Deadline.objects.get(pk=deadline_id)
    Deadline.objects.filter(pk=deadline_id).update(failure=reason)
    text = NOT_DONE_TEXT % (deadline.get_kind_display(), f"{deadline.due_on:%Y-%m-%d}", reason)
    Notification.objects.bulk_create(
        [
            Notification(
                kind=Notification.Kind.NOT_DONE,
                matter=deadline.matter,
                deadline=deadline,
                post=Post.SUPERVISOR,
                organisation_id=deadline.agency_id,
                due_on=deadline.due_on,
                text=text,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )
