"""Put an organisation that qualified on public notice. D4."""

import documents
from providers import letters, permissions
from providers.permissions import of_kind
from workflow import deadlines
from workflow.acts import Context, act


@act(
    "providers.publish",
    label="公示",
    model="providers.Designation",
    posts=permissions.OFFICER,
    cites=of_kind("notice"),
    issues=("designation_notice",),
)
def publish(ctx: Context) -> None:
    case = ctx.case
    case.publish()
    limit = deadlines.start(
        case=case,
        kind="designation_notice",
        on=ctx.today,
        line=ctx.rule(case.key("notice")),
        act_at_due="providers.close_notice",
        now=ctx.now,
    )
    case.notice_opened_on, case.notice_closes_on, case.notice_over = ctx.today, limit.due_on, False
    facts = letters.notice(ctx, limit)
    ctx.letters.append(documents.issue(letter="designation_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
