"""What confirming and disagreeing have in common: who may speak, once, and what the opinions come to."""

from assessment import disputes, panels, queries
from assessment.models import Assessment, Opinion
from assessment.rules.opinions import Outcome, outcome
from assessment.states import State
from workflow.acts import Context
from workflow.refusal import Code, Refusal

CONFIRMED_ALREADY = (Code.ALREADY_CONFIRMED, "专家确认已经完成，不需要再次确认。")


def stays_away(ctx: Context) -> None:
    """Refuses whoever has declared kinship or interest with the person, or took part in the assessment under review."""
    case = ctx.case
    if ctx.by.user_id in disputes.first_people(case):
        article = ctx.rule("assessment.review.excludes").citation
        raise Refusal(Code.RECUSAL, "您参加过初次评估，复评应当回避，请由其他人员办理。", article)
    related = queries.interests(case.application.person_id, [ctx.by.user_id or 0])
    if related:
        relation = next(iter(related.values()))
        raise Refusal(
            Code.RECUSAL,
            f"您与评估对象有亲属或利害关系（{relation}），应当回避，请由其他人员办理。",
            ctx.rule("assessment.recusal").citation,
        )


def may_speak(ctx: Context) -> None:
    """Refuses an expert who has spoken on this proposal already, or who must stay away."""
    case = ctx.case
    if Opinion.objects.filter(assessment=case, round=case.proposal_round, expert_id=ctx.by.user_id).exists():
        raise Refusal(
            Code.ALREADY_CONFIRMED,
            "您已对本次提出的结论发表过意见，每名专家只计一次，请等待其他专家的意见。",
            ctx.article,
        )
    stays_away(ctx)


def on_this_proposal(ctx: Context, round: int | None = None) -> None:
    """Refuses an opinion on a proposal that has been replaced by another since the page was opened."""
    if round is not None and round != ctx.case.proposal_round:
        raise Refusal(Code.STALE_PAGE, "您打开页面之后，结论已被重新提出。请核对新的结论再表态。", ctx.article)


def give(ctx: Context, *, agrees: bool, reason: str) -> Outcome:
    """Write the opinion and say what all opinions on this proposal now come to."""
    case = ctx.case
    Opinion.objects.create(
        assessment=case,
        round=case.proposal_round,
        expert_id=ctx.by.user_id or 0,
        agrees=agrees,
        reason=reason.strip(),
        given_at=ctx.now,
    )
    ctx.reason = reason.strip()
    given = list(Opinion.objects.filter(assessment=case, round=case.proposal_round).values_list("agrees", flat=True))
    ctx.noted["opinions"] = {"agree": sum(given), "disagree": len(given) - sum(given)}
    return outcome(given, ctx.rule("assessment.confirm.experts_min").value, to_panel=_to_panel(ctx))


def _to_panel(ctx: Context) -> bool:
    """Whether those who disagree leave it to a panel; only the committee has one."""
    to_panel: bool = ctx.rule("assessment.disagreement").value == panels.PANEL
    return to_panel and ctx.case.route == Assessment.Route.COMMITTEE


def fallen_to(case: Assessment) -> State:
    """Where a proposal goes back to when it has fallen."""
    return State.IN_COMMITTEE if case.route == Assessment.Route.COMMITTEE else State.VISITED
