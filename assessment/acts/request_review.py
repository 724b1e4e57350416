"""The person asks for a review, once, in the region's window, in writing where it says so. A16.

新疆第八条（一）5; 乌鲁木齐第十三条; 宁夏第十五条（五）; 黑龙江第八条（六）.
"""

from collections.abc import Mapping
from typing import Any

from assessment import disputes, permissions
from assessment.acts.settle_report import tell_of_review, wait_for_review
from assessment.models import Assessment, Objection
from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

NOT_SEVERE = "not_severe"
NOT_YET = (Code.TOO_EARLY, "结论书尚未送达，送达后才能申请复评。")
PASSED = (Code.TOO_LATE, "申请复评应在公示期内书面提出，公示期已经结束。")
BEFORE_NOTICE = (State.ASSIGNED, State.VISITED, State.IN_COMMITTEE, State.PROPOSED, State.CONFIRMED)


def _codes(case: Assessment) -> Mapping[str, tuple[Code, str]]:
    later = PASSED if disputes.asks_within_notice(case) else NOT_YET
    early: dict[str, tuple[Code, str]] = dict.fromkeys(BEFORE_NOTICE, (Code.TOO_EARLY, "还没有可以申请复评的结论。"))
    return {**early, State.CLEARED: later, State.CONCLUDED: later}


def _once_and_in_time(ctx: Context) -> None:
    case = ctx.case
    line = ctx.rule("assessment.review_request")
    if case.kind == Assessment.Kind.REVIEW:
        raise Refusal(
            Code.NOT_PROVIDED_FOR, "复评结论是最终结论，不能再申请复评。", ctx.rule("assessment.review.final").citation
        )
    if case.objections.filter(kind=Objection.Kind.REQUEST).exists():
        raise Refusal(Code.NOT_PROVIDED_FOR, "对同一结论只能申请一次复评。", line.citation)
    scope = ctx.rule("assessment.review_request_scope")
    if scope.value == NOT_SEVERE and case.level in ctx.rule("assessment.eligible_levels").value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "只有未达到重度失能标准的结论才能申请复评。", scope.citation)
    if case.state == State.ON_NOTICE:
        _in_notice(ctx)
    else:
        _after_delivery(ctx)


def _in_notice(ctx: Context) -> None:
    article = ctx.rule("assessment.review_request").citation
    if not disputes.asks_within_notice(ctx.case):
        raise Refusal(*NOT_YET, article)
    if not disputes.notice_open(ctx.case, ctx.today):
        raise Refusal(*PASSED, article)


def _after_delivery(ctx: Context) -> None:
    if disputes.asks_within_notice(ctx.case):
        raise Refusal(*PASSED, ctx.rule("assessment.review_request").citation)
    limit = deadlines.find(ctx.case.matter, "review_request")
    if limit is None or limit.due_on < ctx.today:
        until = f"（截至 {limit.due_on:%Y年%-m月%-d日}）" if limit else ""
        article = ctx.rule("assessment.review_request_limit").citation
        raise Refusal(Code.TOO_LATE, f"申请复评的期限已经届满{until}，逾期不再受理。", article)


def _in_writing(ctx: Context, *, written: bool = True, **_: Any) -> None:
    line = ctx.rule("assessment.review_request_written")
    if line.value and not written:
        raise Refusal(Code.INVALID_INPUT, "申请复评须书面提出。", line.citation, {"written": "须书面"})


@act(
    "assessment.request_review",
    label="申请复评",
    model="assessment.Assessment",
    posts=permissions.CLAIMANTS,
    law=_once_and_in_time,
    check=_in_writing,
    state_codes=_codes,
    cites="assessment.review_request",
    issues=("review_ordered_notice",),
)
def request_review(ctx: Context, *, reason: str = "", written: bool = True) -> None:
    """`reason`: request, facts and grounds as the person states them."""
    case = ctx.case
    case.request_review()
    Objection.objects.create(
        assessment=case,
        kind=Objection.Kind.REQUEST,
        name=case.application.applicant_name or case.application.person.name,
        statement=reason.strip(),
        written=written,
        made_at=ctx.now,
    )
    wait_for_review(ctx)
    line = ctx.rule("assessment.review_result")
    if line.value is not None:
        owner = "committee_secretary" if case.route == "committee" else "dispatcher"
        deadlines.start(case=case, kind="review_result", on=ctx.today, line=line, owner_post=owner, now=ctx.now)
    tell_of_review(ctx, "本人（监护人、委托代理人）申请复评")
