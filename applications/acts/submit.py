"""Hand in an application, at the counter or online. A1–A3.

新疆第六条; 乌鲁木齐第七、八条; 宁夏第十二、十三条; 黑龙江第六条.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.posts import Post
from applications import permissions, queries
from applications.models import Application, Material
from applications.states import OPEN, State
from enrolment.models import Person
from policy import scales
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _one_at_a_time(ctx: Context) -> None:
    person = ctx.case.person
    if person.died_on is not None:
        raise Refusal(Code.INVALID_INPUT, f"{person.name} 的档案登记为已故，不能提出申请。", ctx.article)
    others = Application.objects.filter(person=person).exclude(pk=ctx.case.pk)
    open_one = others.filter(state__in=OPEN).exclude(state=State.DRAFT).first() or _being_assessed(others)
    if open_one is not None:
        raise Refusal(
            Code.WRONG_STATE,
            f"{person.name} 已有一件申请正在办理（{open_one.get_state_display()}），办结后才能再次申请。",
            ctx.article,
        )


def _being_assessed(others: Any) -> Application | None:
    return others.filter(state=State.APPROVED).exclude(matter__in=queries.closed_matters()).first()  # type: ignore[no-any-return]


def _alone(ctx: Context) -> None:
    """Of two applications for one person at the same moment the second waits here and is then told of the first."""
    # Not the key: writing the draft has already shared that lock, and two who share it could not both go on.
    Person.objects.select_for_update(no_key=True).get(pk=ctx.case.person_id)
    _one_at_a_time(ctx)


def _lawful(ctx: Context, *, materials: Sequence[str] | None = None, **_: Any) -> None:
    _alone(ctx)
    _channel(ctx)
    unknown = [code for code in materials or () if code not in Material.Code.values]
    if unknown:
        raise Refusal(
            Code.INVALID_INPUT,
            f"没有这种材料：{'、'.join(unknown)}，请按材料清单选择。",
            ctx.article,
            {"materials": "材料有误"},
        )


def _channel(ctx: Context) -> None:
    case = ctx.case
    channels = ctx.rule("applications.channels")
    if case.channel not in channels.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, f"本地没有开通{case.get_channel_display()}申请。", channels.citation)
    if case.channel == Application.Channel.ONLINE and ctx.seat.post != Post.APPLICANT:
        raise Refusal(Code.NOT_PERMITTED, "网上申请由本人、监护人或代理人自己提交，窗口收件的请选“窗口”。", ctx.article)


@act(
    "applications.submit",
    label="提交申请",
    model="applications.Application",
    posts=permissions.CLERK_OR_APPLICANT,
    law=_one_at_a_time,
    check=_lawful,
    cites="applications.materials.self",
    task="intake",
)
def submit(
    ctx: Context, *, materials: Sequence[str] = (), self_scale: Mapping[str, str] | None = None, forms: Any = None
) -> None:
    """`materials`: codes of the papers brought; `forms`: code → original, copy or electronic (default original)."""
    case = ctx.case
    if self_scale:
        case.self_scale = dict(self_scale)
        case.self_grade = _self_grade(ctx, self_scale)
    receive(ctx, materials, forms or {})
    case.submitted_at = ctx.now
    case.grounds = [ground.code for ground in queries.find_grounds(case, ctx.today, set(materials))]
    case.submit()


def _self_grade(ctx: Context, choices: Mapping[str, str]) -> str:
    counts = ctx.rule("applications.self_assessment.partial_counts").value
    try:
        return str(scales.self_grade(choices, counts))
    except ValueError as error:
        raise Refusal(Code.INVALID_INPUT, f"自评表填写有误：{error}", ctx.article, {"self_scale": str(error)}) from None


def receive(ctx: Context, codes: Sequence[str], forms: Mapping[str, str]) -> None:
    """List papers as received; one that is on file already is received anew, in its new form."""
    # Nobody at the counter has sighted what the applicant sends from afar, whichever way the application itself came.
    default = Material.Form.ELECTRONIC if ctx.seat.post == Post.APPLICANT else Material.Form.ORIGINAL
    Material.objects.bulk_create(
        [
            Material(
                application=ctx.case,
                code=code,
                form=forms.get(code, default),
                received_at=ctx.now,
                received_by_id=ctx.by.user_id,
            )
            for code in dict.fromkeys(codes)
        ],
        update_conflicts=True,
        unique_fields=["application", "code"],
        update_fields=["form", "received_at", "received_by"],
    )
    ctx.noted["materials"] = list(dict.fromkeys(codes))
