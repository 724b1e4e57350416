"""Send an approved application to a designated body. A6, A8, A10.

新疆第七、八、九条; 乌鲁木齐第九条; 宁夏第十四、十五条; 黑龙江第八条.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import documents
from accounts.models import Organisation
from accounts.posts import Post
from applications.states import State as ApplicationState
from assessment import disputes, fees, letters, permissions, queries
from assessment.models import Assessment
from assessment.states import OPEN, State
from providers.queries import agreement_between
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _not_dispatched_yet(ctx: Context) -> None:
    past = ctx.once(_past, ctx.case.matter)
    open_one = next((row for row in past if row.state in OPEN and row.state != State.CONTESTED), None)
    if open_one is not None:
        raise Refusal(
            Code.WRONG_STATE,
            f"本事项已经派单，评估现在是“{open_one.get_state_display()}”，不能重复派单；需要改派的，由评估机构先退回派单。",
            ctx.article,
        )
    base = _base(ctx)
    if base is not None:
        _may_follow(ctx, base)
        return
    limit = ctx.once(deadlines.find, ctx.case.matter, "conclusion_delivery")
    if limit is not None and limit.state == "void":
        raise Refusal(Code.WRONG_STATE, "本事项已经终止，不能再派单；需要评估的请重新申请。", ctx.article)


def _base(ctx: Context) -> Assessment | None:
    """The assessment that a new one would follow: the last that was neither declined nor cancelled."""
    return next(iter(ctx.once(_past, ctx.case.matter)), None)


def _past(matter: UUID) -> list[Assessment]:
    """Those not cancelled, the latest first."""
    return list(Assessment.objects.filter(matter=matter).exclude(state=State.CANCELLED).order_by("-created_at"))


def _may_follow(ctx: Context, base: Assessment) -> None:
    if base.state == State.CONTESTED:
        if not disputes.review_due(base):
            raise Refusal(Code.WRONG_STATE, "反映的情况还在核实，核实属实后才能派单复评。", ctx.article)
    elif base.state != State.DELIVERED or not base.reassess_because:
        raise Refusal(
            Code.WRONG_STATE, "本事项的评估结论已经送达，不能再派单；需要再次评估的，请另行申请。", ctx.article
        )


def _lawful(
    ctx: Context, *, body: Organisation | None = None, means: str = "onsite", route: str | None = None, **_: Any
) -> None:
    if body is None or body.kind != "body":
        raise Refusal(Code.INVALID_INPUT, "请选择一家定点评估机构。", ctx.article, {"body": "必选"})
    routes = ctx.rule("assessment.routes")
    if route is not None and route not in routes.value:
        raise Refusal(
            Code.NOT_PROVIDED_FOR,
            f"本地规定没有这条评估路径，请选择：{_labels(Assessment.Route, routes.value)}。",
            routes.citation,
            {"route": "本地没有"},
        )
    _means_provided(ctx, means)
    if agreement_between(ctx.case.agency_id, body.pk, ctx.today) is None:
        raise Refusal(
            Code.NO_AGREEMENT,
            f"{body.name} 今日没有与本经办机构履行中的评估服务协议，不能派单，请改派其他机构。",
            ctx.rule("providers.body.designated_by").citation,
            {"body": "没有有效协议"},
        )
    _not_the_first_body(ctx, body)
    _team_left(ctx, body)


def _not_the_first_body(ctx: Context, body: Organisation) -> None:
    line = ctx.rule("assessment.review.excludes")
    base = _base(ctx)
    if base is None or base.state != State.CONTESTED or "first_body" not in line.value:
        return
    if base.body_id == body.pk:
        raise Refusal(
            Code.RECUSAL,
            f"{body.name} 参加过初次评估，复评应当回避，请改派其他机构。",
            line.citation,
            {"body": "应当回避"},
        )


def _means_provided(ctx: Context, means: str) -> None:
    provided = ctx.rule("assessment.means")
    if means not in provided.value:
        raise Refusal(
            Code.NOT_PROVIDED_FOR,
            f"本地规定没有这种评估方式，请选择：{_labels(Assessment.Means, provided.value)}。",
            provided.citation,
            {"means": "本地没有"},
        )
    if means == Assessment.Means.ONLINE and not ctx.case.offsite:
        raise Refusal(
            Code.NOT_PROVIDED_FOR,
            "线上评估只限已办理长期异地居住备案的参保人，请改为现场评估。",
            provided.citation,
            {"means": "须备案"},
        )


def _labels(choices: Any, codes: Iterable[str]) -> str:
    return "、".join(str(choices(code).label) for code in codes)


def _team_left(ctx: Context, body: Organisation) -> None:
    """After those who must stay away the body must still be able to make up a lawful team."""
    related = queries.related_people(ctx.case.person_id)
    if not related:
        return
    held: dict[int, set[str]] = {}
    for row in queries.serving(body.pk, (Post.ASSESSOR, Post.EXPERT), ctx.today):
        held.setdefault(row.user_id, set()).add(row.post)
    if not related & held.keys():
        return
    free = {user_id: posts for user_id, posts in held.items() if user_id not in related}
    experts = sum(Post.EXPERT in posts for posts in free.values())
    if (
        len(free) < ctx.rule("assessment.visit.people_min").value
        or experts < ctx.rule("assessment.visit.experts_min").value
    ):
        raise Refusal(
            Code.RECUSAL,
            f"{body.name} 的评估人员因亲属或利害关系回避后，剩余人员不足以组成评估小组，请改派其他机构。",
            ctx.rule("assessment.recusal").citation,
            {"body": "应当回避"},
        )


@act(
    "assessment.dispatch",
    label="派单",
    model="applications.Application",
    posts=permissions.DISPATCHER,
    law=_not_dispatched_yet,
    check=_lawful,
    states=(ApplicationState.APPROVED,),
    cites="assessment.routes",
    issues=("dispatch_order",),
)
def dispatch(ctx: Context, *, body: Organisation, means: str = "onsite", route: str | None = None) -> None:
    """`body`: a designated body; `route`: body or committee, the region's first one when left out."""
    case = ctx.case
    base = _base(ctx)
    route = route or (base.route if base is not None else ctx.rule("assessment.routes").value[0])
    assessment = Assessment(
        id=uuid4(),
        matter=case.matter,
        area_code=case.area_code,
        agency_id=case.agency_id,
        policy_on=case.policy_on,
        created_at=ctx.now,
        application=case,
        follows=base,
        kind=_kind(base),
        body=body,
        committee=_committee(ctx) if route == Assessment.Route.COMMITTEE else None,
        route=route,
        means=means,
    )
    assessment.save(force_insert=True)
    ctx.opened = assessment
    fees.charge(ctx, assessment)
    ctx.noted |= {"body": body.name, "route": route, "means": means}
    facts = letters.dispatch_order(ctx, assessment)
    ctx.letters.append(documents.issue(letter="dispatch_order", case=assessment, facts=facts, by=ctx.by, now=ctx.now))


def _kind(base: Assessment | None) -> str:
    if base is None:
        return Assessment.Kind.INITIAL
    return Assessment.Kind.REVIEW if base.state == State.CONTESTED else Assessment.Kind.REASSESSMENT


def _committee(ctx: Context) -> Organisation:
    committee = queries.committee_for(ctx.case.area_code)
    if committee is None:
        raise Refusal(
            Code.INVALID_INPUT, "本地还没有登记评定办公室，不能走评定路径。", ctx.article, {"route": "没有评定机构"}
        )
    return committee
