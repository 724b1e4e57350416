"""A form filled out of a case on request, once; who asks again gets the same one. Journalled, moves nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import documents
from accounts.actors import Actor, Seat
from documents.facts import LetterFacts
from documents.models import Letter
from policy import rule
from workflow import journal


def fill_once(
    *,
    case: Any,
    letter: str,
    facts: Callable[[], LetterFacts],
    act: str,
    cites: str,
    seat: Seat,
    by: Actor,
    now: datetime,
) -> Letter:
    """The letter of that kind that the case has, else a new one; call it with the case locked.

    `cites`: the policy key whose article in the case's region asks for the form.
    """
    made = Letter.objects.of_case(case.pk).filter(kind=letter).first()
    if made is not None:
        return made
    issued = documents.issue(letter=letter, case=case, facts=facts(), by=by, now=now)
    journal.record(
        area_code=case.area_code,
        act=act,
        by=by,
        seat=seat,
        now=now,
        matter=case.matter,
        case_kind=case.kind_name(),
        case_id=str(case.pk),
        old_state=str(case.state),
        new_state=str(case.state),
        citation=rule(cites, area=case.area_code, on=case.policy_on).citation,
        changed={"letter": issued.number},
    )
    return issued
