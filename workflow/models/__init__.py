from workflow.models.calendar_change import CalendarChange
from workflow.models.calendar_day import CalendarDay
from workflow.models.calendar_version import CalendarVersion
from workflow.models.calendar_year import CalendarYear
from workflow.models.case import Case
from workflow.models.deadline import Deadline
from workflow.models.deadline_kind import DeadlineKind
from workflow.models.journal_entry import JournalEntry
from workflow.models.journal_head import JournalHead
from workflow.models.notification import Notification
from workflow.models.pause import Pause
from workflow.models.request_key import RequestKey
from workflow.models.webhook import Webhook
from workflow.models.webhook_delivery import WebhookAttempt, WebhookDelivery

__all__ = [
    "CalendarChange",
    "CalendarDay",
    "CalendarVersion",
    "CalendarYear",
    "Case",
    "Deadline",
    "DeadlineKind",
    "JournalEntry",
    "JournalHead",
    "Notification",
    "Pause",
    "RequestKey",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
]
