"""Fill the three scales and their result sheet out of a visit, once. X5, A7.

It moves nothing and is journalled. 医保办发〔2021〕37号; 乌鲁木齐第九条（二）、附件1.
"""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from assessment import letters, permissions
from assessment.models import Assessment
from documents import filling
from documents.models import Letter
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
        return filling.fill_once(
            case=locked,
            letter="scale_sheets",
            facts=lambda: letters.scale_sheets(locked),
            act=NAME,
            cites="assessment.visit.people_min",
            seat=seat,
            by=by,
            now=now,
        )
