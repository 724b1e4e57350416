"""Send what waits: claimed by swap, each receiver by itself, so that one that hangs holds up nobody else."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor
from workflow import acts
from workflow.models import Webhook, WebhookAttempt, WebhookDelivery
from workflow.webhooks import messages, posting
from workflow.webhooks.posting import Answer

State = WebhookDelivery.State
AT_ONCE = 20  # of one receiver in one run
CLAIM = """
WITH waiting AS MATERIALIZED (
    SELECT d.id FROM workflow_webhook w, LATERAL (
        SELECT id FROM workflow_webhookdelivery
        WHERE webhook_id = w.id AND state = 'waiting' AND next_at <= %(now)s
        ORDER BY entry_id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    ) d WHERE w.ended_at IS NULL
)
UPDATE workflow_webhookdelivery SET next_at = %(until)s FROM waiting
WHERE workflow_webhookdelivery.id = waiting.id RETURNING workflow_webhookdelivery.id
"""


def send(now: datetime) -> dict[str, int]:
    """Send what is due at `now`; returns how many were delivered, failed for now, and withheld.

    A process that dies on the way leaves its claims to run out; the receiver may then hear the same message twice, with
    the same number.
    """
    claimed = _claim(now)
    sendable, withheld = _in_sight(claimed, now)
    answers: dict[Any, Answer] = {}
    posting.all_within(
        settings.LTCI_WEBHOOK_SECONDS,
        {hook: partial(_in_turn, rows, answers, now) for hook, rows in _by_receiver(sendable).items()},
    )
    # What a thread adds after this copy belongs to the next run.
    delivered = _note(sendable, dict(answers), now)
    return {"delivered": delivered, "waiting": len(sendable) - delivered, "withheld": withheld}


def _claim(now: datetime) -> list[WebhookDelivery]:
    until = now + timedelta(seconds=2 * settings.LTCI_WEBHOOK_SECONDS + 60)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": until, "size": AT_ONCE})
        found = [pk for (pk,) in cursor.fetchall()]
    return list(WebhookDelivery.objects.filter(pk__in=found).select_related("webhook__user").order_by("entry_id"))


def _by_receiver(rows: list[WebhookDelivery]) -> dict[int, list[WebhookDelivery]]:
    found: dict[int, list[WebhookDelivery]] = defaultdict(list)
    for row in rows:
        found[row.webhook_id].append(row)
    return found


def _in_sight(rows: list[WebhookDelivery], now: datetime) -> tuple[list[WebhookDelivery], int]:
    """Those whose case the account may see today; the others are withheld for good."""
    seen: set[Any] = set()
    for mine in _by_receiver(rows).values():
        seen |= _seen_by(mine[0].webhook, mine, now)
    hidden = [row.pk for row in rows if row.pk not in seen]
    WebhookDelivery.objects.filter(pk__in=hidden).update(state=State.WITHHELD)
    return [row for row in rows if row.pk in seen], len(hidden)


def _seen_by(hook: Webhook, rows: list[WebhookDelivery], now: datetime) -> set[Any]:
    actor = Actor.of(hook.user, timezone.localdate(now))
    cases: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        cases[row.case_kind].add(row.case_id)
    open_to: set[tuple[str, str]] = set()
    for kind, ids in cases.items():
        manager: Any = acts.case_model(kind)._default_manager
        open_to |= {(kind, str(pk)) for pk in manager.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)}
    return {row.pk for row in rows if (row.case_kind, row.case_id) in open_to}


def _in_turn(rows: list[WebhookDelivery], answers: dict[Any, Answer], now: datetime) -> None:
    """In the order of the acts; the first that does not arrive ends the turn. Runs beside others, without database."""
    for row in rows:
        content = messages.body(row)
        answers[row.pk] = answer = posting.post(
            row.webhook.address, content, messages.headers(row, row.webhook.secret, content, now)
        )
        if not answer.received:
            return


def _note(rows: list[WebhookDelivery], answers: dict[Any, Answer], now: datetime) -> int:
    """Write the receipts. The first of a receiver without any answer was cut off; those behind it were not tried."""
    cut_off: set[int] = set()
    attempts: list[WebhookAttempt] = []
    delivered: list[Any] = []
    for row in rows:
        answer = answers.get(row.pk)
        if answer is None and row.webhook_id not in cut_off:
            answer = Answer(None, "接收方没有在时限内应答", settings.LTCI_WEBHOOK_SECONDS * 1000)
        elif answer is None:
            WebhookDelivery.objects.filter(pk=row.pk).update(next_at=now + timedelta(seconds=_delay(0)))
            continue
        attempts.append(_attempt(row, answer, now))
        if answer.received:
            delivered.append(row.pk)
        else:
            cut_off.add(row.webhook_id)
            _again_or_failed(row, now)
    with transaction.atomic():
        WebhookAttempt.objects.bulk_create(attempts)
        WebhookDelivery.objects.filter(pk__in=delivered).update(
            state=State.DELIVERED, delivered_at=now, tries=F("tries") + 1
        )
    return len(delivered)


def _attempt(row: WebhookDelivery, answer: Answer, now: datetime) -> WebhookAttempt:
    return WebhookAttempt(
        delivery=row, at=now, milliseconds=answer.milliseconds, status=answer.status, said=answer.said
    )


def _again_or_failed(row: WebhookDelivery, now: datetime) -> None:
    tries = row.tries + 1
    last = tries >= len(settings.LTCI_WEBHOOK_DELAYS) + 1
    WebhookDelivery.objects.filter(pk=row.pk).update(
        tries=tries,
        state=State.FAILED if last else State.WAITING,
        next_at=now if last else now + timedelta(seconds=_delay(tries - 1)),
    )


def _delay(index: int) -> int:
    delays: tuple[int, ...] = settings.LTCI_WEBHOOK_DELAYS
    return delays[min(index, len(delays) - 1)]
