"""Fill annex 1 (申请表) out of the application, once; who asks again gets the same paper. A2.

It moves nothing, so it is no transition; it is journalled like one. 新疆第六条第一款第1项、附件1.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

import documents
from accounts.actors import Actor
from applications import letters, permissions
from applications.models import Application
from applications.states import State
from documents.models import Letter
from policy import rule
from workflow import journal
from workflow.refusal import Code, Refusal

NAME = "applications.print_form"


def print_form(*, case: Application, by: Actor, now: datetime) -> Letter:
    """The filled form as a letter of the agency; refused for a draft and for whom the application does not concern."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).select_related("person", "agency").get(pk=case.pk)
        seat = locked.seats(by, permissions.PRINTING)
        if seat is None:
            raise Refusal(Code.NOT_PERMITTED, "申请表只能由申请人本人或者经办机构受理、审核岗制作。")
        if locked.state == State.DRAFT:
            raise Refusal(Code.WRONG_STATE, "申请还没有提交，请先下载空白申请表。")
        made = Letter.objects.of_case(locked.pk).filter(kind="application_form").first()
        if made is not None:
            return made
        facts = letters.application_form(locked, timezone.localdate(now))
        letter = documents.issue(letter="application_form", case=locked, facts=facts, by=by, now=now)
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
            citation=rule("applications.materials.self", area=locked.area_code, on=locked.policy_on).citation,
            changed={"letter": letter.number},
        )
        return letter
