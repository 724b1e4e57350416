"""The material review ends well; by another person than the one who accepted. A5, G3."""

import documents
from applications import letters, permissions
from applications.acts.accept import complete, no_ground
from workflow import deadlines
from workflow.acts import Context, act


def _law(ctx: Context) -> None:
    no_ground(ctx)
    complete(ctx)


@act(
    "applications.approve",
    label="审核通过",
    model="applications.Application",
    posts=permissions.REVIEWER,
    law=_law,
    cites="applications.material_review",
    issues=("review_result_notice",),
)
def approve(ctx: Context) -> None:
    case = ctx.case
    case.approve()
    case.decided_at, case.decided_by_id = ctx.now, ctx.by.user_id
    deadlines.meet(matter=case.matter, kind="material_review", on=ctx.today)
    ctx.letters.append(
        documents.issue(
            letter="review_result_notice", case=case, facts=letters.review_result(ctx), by=ctx.by, now=ctx.now
        )
    )
