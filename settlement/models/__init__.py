from settlement.models.batch import ClaimBatch
from settlement.models.books import Account, ClosedMonth, Leg, Voucher
from settlement.models.decision import Decision
from settlement.models.finding import Finding
from settlement.models.handler_fee import HandlerFee
from settlement.models.intake import Intake, IntakePart
from settlement.models.line import ASSESSMENT_ITEM, ClaimLine, SettledLine
from settlement.models.line_export import LineExport
from settlement.models.payment import Payee, Payment, Recovery
from settlement.models.person_month import PersonMonth

__all__ = [
    "ASSESSMENT_ITEM",
    "Account",
    "ClaimBatch",
    "ClaimLine",
    "ClosedMonth",
    "Decision",
    "Finding",
    "HandlerFee",
    "Intake",
    "IntakePart",
    "Leg",
    "LineExport",
    "Payee",
    "Payment",
    "PersonMonth",
    "Recovery",
    "SettledLine",
    "Voucher",
]
