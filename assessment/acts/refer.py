"""Send first opinion and video to the committee; its 30 days begin. A10: 新疆第八条（二）2; 乌鲁木齐第九条（三）."""

from assessment import permissions
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _committee_route(ctx: Context) -> None:
    if ctx.case.route != "committee":
        raise Refusal(Code.NOT_PROVIDED_FOR, "本次评估走定点评估机构路径，不需要报送评定。", ctx.article)


@act(
    "assessment.refer",
    label="报送评定",
    model="assessment.Assessment",
    posts=permissions.BODY_MANAGER,
    law=_committee_route,
    cites="assessment.committee_materials",
)
def refer(ctx: Context, *, opinion: str = "") -> None:
    """`opinion`: the body's first opinion, sent along with the video and the three scales."""
    case = ctx.case
    case.refer()
    case.referred_at, ctx.reason = ctx.now, opinion.strip()
    line = ctx.rule("assessment.committee_opinion")
    if line.value is not None:
        deadlines.start(
            case=case,
            kind="committee_opinion",
            on=ctx.today,
            line=line,
            owner_post="committee_secretary",
            now=ctx.now,
        )
