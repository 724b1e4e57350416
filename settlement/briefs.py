"""What the pages of the acts show beside their forms."""

from typing import Any

from settlement import payees, queries
from settlement.models import ClaimBatch, HandlerFee, Recovery
from workflow.forms import ActForm
from workflow.pages import Briefs


def _sums(form: ActForm) -> dict[str, Any]:
    case: ClaimBatch = form.case
    fee = HandlerFee.objects.filter(batch=case).select_related("contract", "evaluation").first()
    return {"batch": case, "fee": fee, "refused": queries.refused_by_rule(case), "rules": queries.by_rule(case)}


def _sampled(form: ActForm) -> dict[str, Any]:
    case: ClaimBatch = form.case
    return _sums(form) | {"sample_size": len(queries.sample(case))}


def _payment(form: ActForm) -> dict[str, Any]:
    case: ClaimBatch = form.case
    owed = Recovery.objects.filter(batch__provider=case.provider, batch__agency=case.agency)
    open_fen = sum(row.open_fen for row in owed)
    return _sums(form) | {
        "payee": payees.current(case.provider_id),
        "offset_fen": min(open_fen, case.fund_fen - case.withheld_fen),
    }


BRIEFS: Briefs = {
    "settlement.first_review": _sampled,
    "settlement.recheck": _sums,
    "settlement.pay": _payment,
    "settlement.decide": _sums,
    "settlement.answer": _sums,
    "settlement.return_batch": _sums,
    "settlement.recover": _sums,
}
