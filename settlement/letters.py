"""What the statement of a paid batch says: sums by standard, what was refused by which rule, deductions, articles."""

from datetime import date
from typing import Any

from django.db import connection

from accounts.models import User
from applications.letters import office, place
from care.models import Mode
from documents import settlement_facts as facts
from policy.words import word
from settlement import deductions, handler_fees, payees
from settlement.models import ClaimBatch, HandlerFee, SettledLine
from settlement.queries import refused_by_rule
from workflow.acts import Context

# By which articles the costs of a kind are reviewed, refused, shared or borne.
OF_CARE = ("settlement.separate_posts", "settlement.violations_unpaid", "settlement.own_share_to_provider")
OF_ASSESSMENT = ("settlement.separate_posts", "settlement.violations_unpaid", "assessment.fee_bearer")
OF_HANDLING = ("settlement.separate_posts", "providers.handler.fee_bases", "providers.handler.performance_uses")
BORNE: dict[str, tuple[str, ...]] = {
    ClaimBatch.Kind.CARE: OF_CARE,
    ClaimBatch.Kind.ASSESSMENT: OF_ASSESSMENT,
    ClaimBatch.Kind.HANDLING: OF_HANDLING,
}


def statement(ctx: Context) -> facts.SettlementStatementFacts:
    case: ClaimBatch = ctx.case
    payee = payees.current(case.provider_id)
    passed_on = ctx.rule("settlement.refused_not_passed_on")
    share = deductions.share(ctx)
    of_care = case.kind == ClaimBatch.Kind.CARE
    fee = HandlerFee.objects.filter(batch=case).select_related("contract", "evaluation").first()
    keys = BORNE[case.kind]
    return facts.SettlementStatementFacts(
        issuer=office(case.agency),
        area_name=place(case),
        citations=tuple(dict.fromkeys(ctx.rule(key).citation for key in keys)),
        contact_name=case.agency.name,
        contact_phone=case.agency.phone,
        provider=office(case.provider),
        kind_label=case.get_kind_display(),
        of_care=of_care,
        month=case.month,
        batch_number=case.number,
        total=_total(case),
        rows=_by_standard(case) if fee is None else (),
        terms=_terms(fee) if fee is not None else (),
        refused=refused_by_rule(case),
        withheld_fen=case.withheld_fen,
        withheld_share=share,
        withheld_citation=deductions.basis(ctx).citation if share else "",
        offset_fen=case.offset_fen,
        paid_fen=case.paid_fen,
        payee_holder=payee.holder if payee else "",
        payee_bank=payee.bank if payee else "",
        payee_last4=payee.last4 if payee else "",
        not_passed_on=passed_on.citation if passed_on.value and fee is None else "",
        passed_on="按规定由个人负担的评估费" if case.kind == ClaimBatch.Kind.ASSESSMENT else "",
        assumed=of_care and ctx.rule("care.benefit_standards").basis == "assumed",
        first_reviewer=_name(case.first_reviewed_by_id),
        rechecker=_name(case.rechecked_by_id),
        payer=ctx.by.name,
    )


def _terms(fee: HandlerFee) -> tuple[facts.StatementTerm, ...]:
    """What the fee was reckoned from; of the holdback, what the evaluation left of it."""
    contract, found = fee.contract, [("委托经办合同", fee.contract.number), ("款项", fee.get_part_display())]
    found.append(("合同年度", f"第 {fee.year} 年（{_day(fee.since)}至{_day(fee.until)}）"))
    if fee.base is not None and contract.ratio is not None:
        share = f"{contract.ratio.normalize():f}%"
        found.append(("计费", f"{contract.ratio_of} {fee.base} 元，按 {share}"))
    found.append(("本年度服务费", f"{_yuan(fee.year_fee_fen)} 元"))
    if fee.evaluation is not None:
        passed = "合格" if fee.evaluation.passed else "不合格"
        found.append(("年度考核", f"{fee.evaluation.total} 分，{passed}"))
        found.append(("已预留的年度绩效考核金", f"{_yuan(fee.held_fen)} 元"))
        deducted = handler_fees.fen(fee.evaluation.deducted)
        found.append(("考核扣减", f"{_yuan(deducted)} 元"))
        if fee.deducted_fen > deducted:
            found.append(("抵减多付的服务费", f"{_yuan(fee.deducted_fen - deducted)} 元"))
    if fee.note:
        found.append(("说明", fee.note))
    return tuple(facts.StatementTerm(label=label, said=said) for label, said in found)


def _day(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def _name(user_id: int | None) -> str:
    return str(User.objects.filter(pk=user_id).values_list("name", flat=True).first() or "")


def _total(case: ClaimBatch) -> facts.StatementRow:
    people = SettledLine.objects.of(case).values("person_id").distinct().count()
    return facts.StatementRow(
        label="合计", lines=case.line_count, people=people, claimed_fen=case.claimed_fen, refused_fen=case.refused_fen,
        over_cap_fen=case.over_cap_fen, own_fen=case.own_fen, fund_fen=case.fund_fen,
    )  # fmt: skip


def _by_standard(case: ClaimBatch) -> tuple[facts.StatementRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(BY_STANDARD, {"batch": case.pk, "month": case.month})
        return tuple(_row(*row) for row in cursor.fetchall())


BY_STANDARD = """
    SELECT pool, max(basis->>'standard'), max(basis->>'citation'), count(*), count(DISTINCT person_id),
        sum(claimed_fen)::bigint, sum(refused_fen)::bigint, sum(over_cap_fen)::bigint, sum(own_fen)::bigint,
        sum(fund_fen)::bigint
    FROM settlement_settledline WHERE month = %(month)s AND batch_id = %(batch)s GROUP BY pool ORDER BY pool
"""


def _row(pool: str, said: str | None, citation: str | None, *numbers: Any) -> facts.StatementRow:
    lines, people, claimed, refused, over_cap, own, fund = numbers
    return facts.StatementRow(
        label=label_of(pool), standard=said or "", citation=citation or "", lines=lines, people=people,
        claimed_fen=claimed, refused_fen=refused, over_cap_fen=over_cap, own_fen=own, fund_fen=fund,
    )  # fmt: skip


def label_of(pool: str) -> str:
    """`home:3:employee:…|month` in words: 居家护理 重度失能Ⅰ级 职工; a kind of cost without limits by its name."""
    if pool in ClaimBatch.Kind.values:
        return str(ClaimBatch.Kind(pool).label)
    mode, *rest = pool.split("|")[0].split(":")
    if len(rest) < 2:
        return "不在待遇期内"
    labels = dict(Mode.choices) | {"employee": "职工", "resident": "居民"}
    return " ".join(filter(None, (labels.get(mode, mode), word("levels", rest[0]), labels.get(rest[1], rest[1]))))
