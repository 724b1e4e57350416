"""Fill the three scales and their result sheet out of a visit, once. X5, A7.

It moves nothing and is journalled. 医保办发〔2021〕37号; 乌鲁木齐第九条（二）、附件1.
"""

from datetime import datetime

from django.db import transaction

import documents
from accounts.actors import Actor
from assessment import letters, permissions
from assessment.models import Assessment
from documents.models import Letter
from policy import rule
from workflow import journal
from workflow.refusal import Code, Refusal

NAME = "assessment.print_sheets"


def print_sheets(*, case: Assessment, by: Actor, now: datetime) -> Letter:
    """The filled sheets as a letter of the body; refused before the visit and for whom they are not."""
    with transaction.atomic():
        rows = Assessment.objects.select_for_update(of=("self",)).select_related("application__person", "body")
        locked = rows.get(pk=case.pk)
        seat = locked.seats(by, permissions.SHEET_READERS)
        if seat is None:
            raise Refusal(Code.NOT_PERMITTED, "评估表只供经办机构、评估机构和评定机构的经办人员制作。")
        if locked.visited_at is None:
            raise Refusal(Code.WRONG_STATE, "还没有登记现场评估，请先下载空白评估表。")
        made = Letter.objects.of_case(locked.pk).filter(kind="scale_sheets").first()
        if made is not None:
            return made
        letter = documents.issue(letter="scale_sheets", case=locked, facts=letters.scale_sheets(locked), by=by, now=now)
        journal.record(
            area_code=locked.area_code,
            act=NAME,
            by=by,
            seat=seat,
            now=now,
            matter=locked.matter,
            case_kind=locked.kind_name(),
            case_id=str(locked.pk),
            old_state=str(locked.state),
            new_state=str(locked.state),
            citation=rule("assessment.visit.people_min", area=locked.area_code, on=locked.policy_on).citation,
            changed={"letter": letter.number},
        )
        return letter
