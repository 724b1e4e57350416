"""Object to a designation on notice, under real name. D4."""

from typing import Any

from providers import permissions
from providers.models import NoticeObjection
from providers.permissions import of_kind
from providers.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

AFTER = (Code.TOO_LATE, "公示期已经结束，不再受理异议。")
BEFORE = (Code.TOO_EARLY, "还没有公示，公示期内才能提出异议。")


def _running(ctx: Context) -> None:
    case = ctx.case
    if case.notice_over or (case.notice_closes_on is not None and case.notice_closes_on < ctx.today):
        raise Refusal(*AFTER, ctx.article)


def _real_name(ctx: Context, *, name: str = "", phone: str = "", statement: str = "", **_: Any) -> None:
    for field, text in (("name", name), ("phone", phone), ("statement", statement)):
        if not text.strip():
            raise Refusal(Code.INVALID_INPUT, "须以真实姓名提出，留下电话并写明情况。", ctx.article, {field: "必填"})


@act(
    "providers.object",
    label="提出异议",
    model="providers.Designation",
    posts=permissions.OBJECTING,
    law=_running,
    check=_real_name,
    state_codes={
        **dict.fromkeys((State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED, State.PASSED), BEFORE),
        **dict.fromkeys((State.NEGOTIATING, State.AGREED), AFTER),
    },
    cites=of_kind("notice"),
)
def object_to(ctx: Context, *, name: str, phone: str, statement: str) -> None:
    """`name`, `phone`: of the one who objects; `statement`: what they know."""
    ctx.case.object()
    NoticeObjection.objects.create(
        designation=ctx.case, name=name.strip(), phone=phone.strip(), statement=statement.strip(), made_at=ctx.now
    )
