"""What the doors to a re-assessment have in common: the cause is provided for, in time, not ordered before. A17.

新疆第八条（一）6; 乌鲁木齐第十四条; 宁夏第十五条（六）; 黑龙江第八条（七）.
"""

import documents
from applications.rules.grounds import months_after
from assessment import letters
from workflow.acts import Context
from workflow.refusal import Code, Refusal

REQUEST, SPOT_CHECK, VALIDITY = "request", "spot_check", "validity"
CAUSES = {REQUEST: "本人申请", SPOT_CHECK: "抽查发现变化", VALIDITY: "有效期将满"}


def not_ordered(ctx: Context) -> None:
    if ctx.case.reassess_because:
        raise Refusal(Code.WRONG_STATE, "已经组织重新评估，请派单。", ctx.article)


def provided(ctx: Context, because: str) -> None:
    causes = ctx.rule("assessment.reassessment_causes")
    if because not in CAUSES:
        raise Refusal(Code.INVALID_INPUT, "请选择重新评估的原因。", causes.citation, {"because": "必选"})
    if because not in causes.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有这种重新评估的情形。", causes.citation)
    if because == REQUEST:
        six_months_passed(ctx)
    elif because == VALIDITY:
        has_validity(ctx)


def six_months_passed(ctx: Context) -> None:
    opens = ctx.rule("assessment.reassessment_after")
    first = months_after(ctx.case.concluded_on, opens.value)
    if ctx.today < first:
        raise Refusal(
            Code.TOO_EARLY,
            f"评估结论出具满 {opens.value} 个月后才能申请重新评估，自 {first:%Y年%-m月%-d日} 起可以申请。",
            opens.citation,
        )


def has_validity(ctx: Context) -> None:
    """The texts say «before validity ends» and no figure: how early the agency calls up is its own affair."""
    if ctx.case.valid_until is None:
        line = ctx.rule("assessment.validity")
        raise Refusal(Code.NOT_PROVIDED_FOR, "这个结论没有有效期，不需要期满重新评估。", line.citation)


def order(ctx: Context, because: str) -> None:
    """Mark the conclusion and tell the person; the next dispatch opens the re-assessment."""
    case = ctx.case
    case.reassess_because, case.called_up_on = because, ctx.today
    case.refused_on = None
    facts = letters.reassessment_notice(ctx, CAUSES[because])
    ctx.letters.append(documents.issue(letter="reassessment_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
