"""Fill annexes 1 to 4 out of the application, each once; who asks again gets the same paper. A2, X1–X4.

It moves nothing, so it is no transition; it is journalled like one. 新疆第六条第一款、附件1至4.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from applications import letters, permissions
from applications.models import Application
from applications.states import State
from documents import filling
from documents.models import Letter
from workflow.refusal import Code, Refusal

NAME = "applications.print_form"
FORMS: dict[str, Callable[[Application, Any], Any]] = {
    "application_form": letters.application_form,
    "power_of_attorney": letters.power_of_attorney,
    "self_assessment": letters.self_assessment,
    "undertaking": letters.undertaking,
}


def printable(case: Application) -> list[str]:
    """The forms that this application fills: an attorney's only where an agent applies, the scale once answered."""
    agent = case.applicant_kind == Application.ApplicantKind.AGENT
    wanted = {"power_of_attorney": agent, "self_assessment": bool(case.self_scale)}
    return [form for form in FORMS if wanted.get(form, True)]


def print_form(*, case: Application, by: Actor, now: datetime, form: str = "application_form") -> Letter:
    """The filled form as a letter of the agency; refused for a draft and for whom the application does not concern."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).select_related("person", "agency").get(pk=case.pk)
        seat = locked.seats(by, permissions.PRINTING)
        if seat is None:
            raise Refusal(Code.NOT_PERMITTED, "表格只能由申请人本人或者经办机构受理、审核岗制作。")
        if locked.state == State.DRAFT:
            raise Refusal(Code.WRONG_STATE, "申请还没有提交，请先下载空白表格。")
        if form not in printable(locked):
            raise Refusal(Code.NOT_PROVIDED_FOR, "这件申请没有可以填入这份表格的内容，请下载空白表格。")
        return filling.fill_once(
            case=locked,
            letter=form,
            facts=lambda: FORMS[form](locked, timezone.localdate(now)),
            act=NAME,
            cites="applications.materials.self",
            seat=seat,
            by=by,
            now=now,
        )
