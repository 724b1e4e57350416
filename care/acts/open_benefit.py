"""A qualifying conclusion that was delivered opens the benefit; later conclusions of the matter change it. C3.

新疆第八条（二）4、第十五、十六条; 宁夏第十六、十八条; 黑龙江第十五、十六条.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import CLOCK
from assessment.models import Assessment
from assessment.states import State as AssessmentState
from care import permissions, queries
from care.acts.settling import settle
from care.acts.turn import turn
from care.models import Benefit
from care.states import State
from policy import rule
from workflow.acts import Context, act, register_after

logger = logging.getLogger(__name__)


@act(
    "care.open_benefit",
    label="确认待遇资格",
    model="care.Benefit",
    posts=permissions.CLOCK_ONLY,
    states=(State.PENDING,),
    cites="care.benefit_start",
)
def open_benefit(ctx: Context) -> None:
    """The case is the new benefit; its periods follow from the conclusion."""
    ctx.case.turn(settle(ctx))
    ctx.opened = ctx.case
    ctx.noted |= {"level": ctx.case.level}


def benefit_of(assessment: Assessment, now: datetime) -> Benefit:
    """A benefit of the matter as its conclusion grounds it, not saved yet."""
    person = assessment.application.person
    today = timezone.localdate(now)
    return Benefit(
        id=uuid4(),
        matter=assessment.matter,
        area_code=assessment.area_code,
        agency_id=assessment.agency_id,
        policy_on=assessment.policy_on,
        created_at=now,
        application=assessment.application,
        person=person,
        insured=queries.insured_as(person),
        level=assessment.level or 0,
        handler=queries.handler_for(assessment.area_code, assessment.agency_id, today),
    )


def entitling(matter: UUID | None = None) -> Iterator[Assessment]:
    """Delivered conclusions at a level that qualifies, of matters without a benefit yet."""
    rows = Assessment.objects.filter(state=AssessmentState.DELIVERED, level__isnull=False, application__benefit=None)
    rows = rows.filter(application__person__died_on__isnull=True)
    if matter is not None:
        rows = rows.filter(matter=matter)
    for row in rows.select_related("application__person").order_by("delivered_on", "created_at").iterator(500):
        levels = rule("assessment.eligible_levels", area=row.area_code, on=row.policy_on).value
        if row.level in levels:
            yield row


def react(matter: UUID, now: datetime) -> Benefit | None:
    """Open the matter's benefit, or let the one that it has follow its conclusions as they now are."""
    held = Benefit.objects.filter(matter=matter).first()
    if held is not None:
        done: Benefit = turn(case=held, by=CLOCK, now=now).case
        return done
    for row in entitling(matter):
        try:
            with transaction.atomic():
                opened: Benefit = open_benefit(case=benefit_of(row, now), by=CLOCK, now=now).case
                return opened
        except IntegrityError:
            # Another process was faster; the benefit is there.
            return Benefit.objects.filter(matter=matter).first()
    return None


def open_missed(now: datetime, limit: int = 500) -> int:
    """Open what a broken process left unopened; returns how many. Each in its own transaction, a failure stops none."""
    opened = 0
    for row in entitling():
        if opened >= limit:
            break
        try:
            opened += react(row.matter, now) is not None
        except Exception:
            logger.exception("benefit of matter %s was not opened", row.matter)
    return opened


def _reaction(case_id: str, entry_id: int) -> None:
    assessment: Any = Assessment.objects.filter(pk=case_id).first()
    if assessment is not None:
        react(assessment.matter, timezone.now())


for _name in ("assessment.deliver", "assessment.conclude"):
    register_after(_name)(_reaction)
