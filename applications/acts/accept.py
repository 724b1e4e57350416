"""Receive an application: the 5 and the 30 working days begin. 新疆第七条; 宁夏第十四条; 黑龙江第七条."""

import documents
from applications import letters, permissions, queries
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def no_ground(ctx: Context) -> None:
    """Refuses while a ground of the region's list applies, naming each with its article."""
    found = queries.find_grounds(ctx.case, ctx.today)
    if found:
        words = "；".join(queries.GROUND_LABELS[ground.code] for ground in found)
        raise Refusal(
            Code.GROUND_APPLIES,
            f"存在不予受理的情形：{words}。请办理“不予受理”。",
            "；".join(ground.article for ground in found),
        )


def complete(ctx: Context) -> None:
    missing = queries.missing(ctx.case)
    if missing:
        words = "、".join(queries.label_of(code) for code in missing)
        line = ctx.rule(f"applications.materials.{ctx.case.applicant_kind}")
        raise Refusal(Code.MISSING_MATERIALS, f"申请材料不全，缺少：{words}。请一次性告知申请人补正。", line.citation)


def _law(ctx: Context) -> None:
    no_ground(ctx)
    complete(ctx)


@act(
    "applications.accept",
    label="受理",
    model="applications.Application",
    posts=permissions.CLERK,
    law=_law,
    cites="applications.material_review",
    issues=("acceptance_notice",),
)
def accept(ctx: Context) -> None:
    case = ctx.case
    case.accept()
    case.accepted_at, case.accepted_by_id = ctx.now, ctx.by.user_id
    case.policy_on = ctx.today
    review = deadlines.limit(
        case=case,
        kind="material_review",
        on=ctx.today,
        line=ctx.rule("applications.material_review"),
        owner_post="reviewer",
        now=ctx.now,
    )
    conclusion = deadlines.limit(
        case=case,
        kind="conclusion_delivery",
        on=ctx.today,
        line=ctx.rule("assessment.conclusion_delivery"),
        owner_post="supervisor",
        now=ctx.now,
    )
    deadlines.begin(review, conclusion)
    facts = letters.acceptance(ctx, review, conclusion)
    ctx.letters.append(documents.issue(letter="acceptance_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
