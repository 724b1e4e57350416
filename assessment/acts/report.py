"""A third party reports under real name within the notice. A13.

新疆第八条（一）5; 宁夏第十五条（五）; 黑龙江第八条（六）.
"""

from typing import Any

from accounts.identity import RESIDENT_CARD, IdentityError, normalise, read_identity
from assessment import disputes, permissions
from assessment.models import Objection
from assessment.models.objection import new_receipt
from assessment.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

AFTER = (Code.TOO_LATE, "公示期已经结束，不再受理第三人反映。")
BEFORE = (Code.TOO_EARLY, "结论尚未公示，公示期内才能反映。")


def _open(ctx: Context) -> None:
    line = ctx.rule("assessment.report")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有第三人实名反映这一环节。", line.citation)
    if not disputes.notice_open(ctx.case, ctx.today):
        raise Refusal(*AFTER, line.citation)


def _real_name(ctx: Context, *, name: str = "", id_number: str = "", statement: str = "", **_: Any) -> None:
    article = ctx.rule("assessment.report_real_name").citation
    if not name.strip() or not statement.strip():
        field = "name" if not name.strip() else "statement"
        raise Refusal(Code.INVALID_INPUT, "须以真实姓名反映，并写明情况。", article, {field: "必填"})
    try:
        found = read_identity(id_number, RESIDENT_CARD, on=ctx.today)
    except IdentityError as error:
        raise Refusal(Code.INVALID_INPUT, str(error), article, {"id_number": str(error)}) from None
    application = ctx.case.application
    if found.number in (application.person.id_number, application.applicant_id_number):
        message = "本人、监护人或代理人对结论有异议的，请申请复评，不适用第三人反映。"
        raise Refusal(Code.INVALID_INPUT, message, article, {"id_number": "是评估对象一方"})
    if disputes.reported_already(ctx.case, found.number):
        message = "您已经就这个结论反映过情况，不需要重复提交；有新的情况请告诉核实人员。"
        raise Refusal(Code.INVALID_INPUT, message, article, {"id_number": "已经反映过"})


@act(
    "assessment.report",
    label="第三人实名反映",
    model="assessment.Assessment",
    posts=permissions.REPORTERS,
    law=_open,
    check=_real_name,
    state_codes={
        State.ASSIGNED: BEFORE,
        State.VISITED: BEFORE,
        State.IN_COMMITTEE: BEFORE,
        State.PROPOSED: BEFORE,
        State.CONFIRMED: BEFORE,
        State.CLEARED: AFTER,
        State.CONCLUDED: AFTER,
        State.DELIVERED: AFTER,
    },
    cites="assessment.report",
    task="leads",
)
def report(ctx: Context, *, name: str, id_number: str, statement: str) -> None:
    """`name`, `id_number`: of the one who reports; `statement`: what they know."""
    case = ctx.case
    case.report()
    row = Objection.objects.create(
        assessment=case,
        kind=Objection.Kind.REPORT,
        name=name.strip(),
        id_number=normalise(id_number),
        statement=statement.strip(),
        receipt=new_receipt(),
        made_at=ctx.now,
    )
    ctx.noted["receipt"] = row.receipt
