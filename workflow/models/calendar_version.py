import pgtrigger
from django.db import models

RENEW = """
    INSERT INTO workflow_calendarversion (id, token) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token;
    RETURN NULL;
"""


def renewing_the_version() -> pgtrigger.Trigger:
    """The trigger by which the database itself notices an edit of the calendar, whoever makes it."""
    return pgtrigger.Trigger(
        name="renew_calendar_version",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=RENEW,
    )


class CalendarVersion(models.Model):
    """One row whose token changes with every edit, so that each process knows whether its copy still holds.

    A token, not a number: numbers come back when a database is emptied and filled again under a running process.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField("版本")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历版本"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="calendar_has_one_version")]
