"""How a handler's fee stands: what of a contract year has been opened, paid, withheld and released. T2, T3, ADR 19.

新疆第五十五、五十七条; 宁夏第六十七、六十九条; 黑龙江第五十五、五十七条.

The holdback is taken in one place: at payment, by `settlement.deductions`. A batch of the running fee is therefore
opened for the fee itself, without anything taken off; what its payment withheld is what the batch after the evaluation
releases.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from providers.models import HandlerContract, HandlerEvaluation
from providers.rules import handler_fee
from settlement.models import ClaimBatch, HandlerFee

FEN = 100
HUNDRED = Decimal(100)
HALF = Decimal("0.5")


def fen(yuan: Decimal) -> int:
    return int(yuan * FEN)


@dataclass
class YearOfFee:
    """One contract year with its batches; amounts in fen."""

    year: handler_fee.Year
    running: list[HandlerFee] = field(default_factory=list)
    released: HandlerFee | None = None
    evaluation: HandlerEvaluation | None = None

    @property
    def fees(self) -> list[HandlerFee]:
        return [*self.running, *([self.released] if self.released else [])]

    @property
    def opened_fen(self) -> int:
        return sum(row.amount_fen for row in self.running)

    @property
    def borne_fen(self) -> int:
        """What the fund has borne of the running fee and not got back."""
        return sum(row.batch.fund_fen - row.batch.recovered_fen for row in self.running)

    @property
    def withheld_fen(self) -> int:
        return sum(row.batch.withheld_fen for row in self.running)

    @property
    def paid_fen(self) -> int:
        return sum(row.batch.paid_fen for row in self.fees)


def years(contract: HandlerContract) -> list[YearOfFee]:
    """All years of a contract in two queries."""
    found = {row.number: YearOfFee(row) for row in handler_fee.years(contract.starts_on, contract.ends_on)}
    standing = HandlerFee.objects.filter(contract=contract).standing().select_related("batch").order_by("id")
    for fee in standing:
        if fee.year not in found:  # the contract was ended before this year
            continue
        if fee.part == HandlerFee.Part.RUNNING:
            found[fee.year].running.append(fee)
        else:
            found[fee.year].released = fee
    for row in HandlerEvaluation.objects.filter(contract=contract).standing():
        if row.year in found:
            found[row.year].evaluation = row
    return list(found.values())


def year_of(contract: HandlerContract, number: int) -> YearOfFee | None:
    return next((row for row in years(contract) if row.year.number == number), None)


def percent(batch: ClaimBatch) -> Decimal:
    """Held back of this batch by its contract; nothing of what is released."""
    fee = HandlerFee.objects.filter(batch=batch).first()
    if fee is None or fee.part != HandlerFee.Part.RUNNING:
        return Decimal(0)
    return fee.holdback or Decimal(0)


def held_back(batch: ClaimBatch, fund_fen: int) -> int:
    """In fen, rounded on the year's running sum, so that instalments hold back what the year's fee would at once."""
    share = percent(batch)
    if not share:
        return 0
    fee = HandlerFee.objects.get(batch=batch)
    earlier = HandlerFee.objects.filter(contract=fee.contract_id, year=fee.year, part=HandlerFee.Part.RUNNING)
    sums = [row.batch for row in earlier.standing().exclude(batch=batch).select_related("batch")]
    before = sum(row.fund_fen for row in sums)
    return _share(before + fund_fen, share) - _share(before, share)


def _share(amount: int, share: Decimal) -> int:
    return int(amount * share / HUNDRED + HALF)
