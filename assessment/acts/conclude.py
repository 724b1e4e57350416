"""Issue the conclusion letter. A11, A14, A15, X6.

新疆第八条（一）3; 乌鲁木齐第九条（三）; 宁夏第十五条（三）; 黑龙江第八条（四）.
"""

import documents
from applications.rules.grounds import months_after
from assessment import fees, letters, permissions
from assessment.models import Assessment
from assessment.rules.periods import benefit_from
from assessment.states import State
from documents import superseding
from documents.models import Letter
from workflow import deadlines, journal
from workflow.acts import Context, act
from workflow.models import Deadline
from workflow.refusal import Code, Refusal

CONCLUSIONS = ("conclusion", "review_conclusion")


def qualifies(ctx: Context) -> bool:
    return ctx.case.level in ctx.rule("assessment.eligible_levels").value


def _notice_first(ctx: Context) -> None:
    second_notice = ctx.case.kind != Assessment.Kind.REVIEW or ctx.rule("assessment.review.notice").value
    if ctx.case.state == State.CONFIRMED and qualifies(ctx) and second_notice:
        raise Refusal(Code.WRONG_STATE, "达到待遇享受条件的结论须先公示，期满无异议后才能出具结论书。", ctx.article)


@act(
    "assessment.conclude",
    label="出具结论书",
    model="assessment.Assessment",
    posts=permissions.issuing,
    law=_notice_first,
    state_codes={State.ON_NOTICE: (Code.NOTICE_RUNNING, "公示尚未结束，不能出具结论书，请待公示期满后再办理。")},
    cites="assessment.issuer",
    issues=("conclusion", "review_conclusion"),
)
def conclude(ctx: Context) -> None:
    case = ctx.case
    case.conclude()
    case.concluded_on = ctx.today
    if case.follows_id is not None:
        deadlines.void(matter=case.matter, on=ctx.today, kinds=("validity", "reassessment_eligible"))
    limits = _grant(ctx) if qualifies(ctx) else _remember_failure(ctx)
    again = deadlines.limit(
        case=case,
        kind="reassessment_eligible",
        on=ctx.today,
        line=ctx.rule("assessment.reassessment_after"),
        now=ctx.now,
    )
    deadlines.begin(*limits, again)
    if case.follows_id is not None:
        _supersede(ctx)
    fees.bear(ctx, qualifies(ctx))
    issued = _issue(ctx)
    if case.follows_id is not None:
        superseding.supersede_of_case(case.follows_id, kinds=CONCLUSIONS, by_letter=issued)


def _issue(ctx: Context) -> Letter:
    case = ctx.case
    review = case.kind == Assessment.Kind.REVIEW
    facts = letters.review_conclusion(ctx) if review else letters.conclusion(ctx)
    letter = "review_conclusion" if review else "conclusion"
    issued = documents.issue(letter=letter, case=case, facts=facts, by=ctx.by, now=ctx.now)
    ctx.letters.append(issued)
    return issued


def _supersede(ctx: Context) -> None:
    """The conclusion that this one reviews or renews ends on the day of the new one. A16, A17."""
    first = Assessment.objects.select_for_update(of=("self",)).get(pk=ctx.case.follows_id)
    old_state = first.state
    first.supersede()
    first.superseded_on, first.version = ctx.today, first.version + 1
    first.save()
    deadlines.meet(matter=first.matter, kind="review_result", on=ctx.today)
    journal.record(
        area_code=first.area_code,
        act=ctx.act.name,
        by=ctx.by,
        seat=ctx.seat,
        now=ctx.now,
        matter=first.matter,
        case_kind=first.kind_name(),
        case_id=str(first.pk),
        old_state=old_state,
        new_state=first.state,
        citation=ctx.article,
        changed={"superseded_by": str(ctx.case.pk)},
    )


def _grant(ctx: Context) -> list[Deadline]:
    """The benefit starts, and where the region lets conclusions run out, the limit of that."""
    case = ctx.case
    case.benefit_from = benefit_from(ctx.today, ctx.rule("care.benefit_start").value)
    line = ctx.rule("assessment.validity")
    if line.value is None:
        return []
    case.valid_until = months_after(ctx.today, line.value)
    act = "assessment.expire"
    return [deadlines.limit(case=case, kind="validity", on=ctx.today, line=line, now=ctx.now, act_at_due=act)]


def _remember_failure(ctx: Context) -> list[Deadline]:
    """What did not qualify bears on the next application: 新疆第六条第二款第6项; 乌鲁木齐第十一条（三）."""
    person = ctx.case.application.person
    person.last_failed_conclusion = ctx.today
    person.save(update_fields=["last_failed_conclusion"])
    return []
