"""Put a qualifying conclusion on public notice. A12: 新疆第八条（二）3; 乌鲁木齐第九条（四）; 宁夏第十五条（三）."""

import documents
from accounts.crypto import mask_id_number, mask_name
from assessment import letters, permissions
from assessment.models import Assessment, PublicNotice
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _qualifies(ctx: Context) -> None:
    if ctx.case.kind == Assessment.Kind.REVIEW and not ctx.rule("assessment.review.notice").value:
        article = ctx.rule("assessment.review.notice").citation
        raise Refusal(Code.NOT_PROVIDED_FOR, "复评结论是最终结论，不再公示，直接出具复评结论书。", article)
    line = ctx.rule("assessment.eligible_levels")
    if ctx.case.level not in line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "未达到待遇享受条件的结论不公示，直接出具结论书。", line.citation)


@act(
    "assessment.publish",
    label="公示",
    model="assessment.Assessment",
    posts=permissions.PUBLISHERS,
    law=_qualifies,
    cites="assessment.notice",
    issues=("public_notice",),
)
def publish(ctx: Context) -> None:
    case = ctx.case
    case.publish()
    case.published_at = ctx.now
    limit = deadlines.start(
        case=case,
        kind="notice",
        on=ctx.today,
        line=ctx.rule("assessment.notice"),
        act_at_due="assessment.close_notice",
        now=ctx.now,
    )
    person = case.application.person
    PublicNotice.objects.create(
        assessment=case,
        area_code=case.area_code,
        masked_name=mask_name(person.name),
        masked_id=mask_id_number(person.id_number),
        level_name=case.level_name,
        body_name=case.body.name,
        places=list(ctx.rule("assessment.notice.places").value),
        opened_on=ctx.today,
        closes_on=limit.due_on,
    )
    facts = letters.public_notice(ctx, limit)
    ctx.letters.append(documents.issue(letter="public_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
