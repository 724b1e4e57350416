"""The service fee of a handler for one contract year, what is held back, and what the evaluation does with it. T2, T3.

新疆第五十五、五十七条; 宁夏第六十七、六十九条; 黑龙江第五十五、五十七条. Amounts in yuan, rounded half up to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Year:
    """A contract year, both days inclusive; `share` is less than 1 where the contract ends within it."""

    number: int
    since: date
    until: date
    share: Decimal


@dataclass(frozen=True)
class Fee:
    """The year's fee: what is paid as it runs, and what waits for the evaluation."""

    whole: Decimal
    running: Decimal
    held: Decimal


def years(starts_on: date, ends_on: date) -> list[Year]:
    """The contract's years, counted from its first day."""
    found: list[Year] = []
    since = starts_on
    while since <= ends_on:
        following = _years_later(starts_on, len(found) + 1)
        until = min(following - timedelta(days=1), ends_on)
        share = Decimal((until - since).days + 1) / Decimal((following - since).days)
        found.append(Year(len(found) + 1, since, until, share))
        since = following
    return found


def _years_later(day: date, count: int) -> date:
    """The same day, years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


def fee(
    year: Year, *, ratio: Decimal | None, amount: Decimal | None, base: Decimal | None, holdback: Decimal | None
) -> Fee:
    """`ratio` (percent of `base`, which is the year's own sum) or `amount` (for a full year); `holdback` in percent."""
    if ratio is not None:
        if base is None:
            raise ValueError("按比例计费须填写本年度的计费基数。")
        whole = _cents(base * ratio / HUNDRED)
    else:
        whole = _cents((amount or Decimal(0)) * year.share)
    held = _cents(whole * (holdback or Decimal(0)) / HUNDRED)
    return Fee(whole, whole - held, held)


def mark(weights: Sequence[int], marks: Sequence[Decimal]) -> Decimal:
    """The weighted mark, 0 to 100; weights are percent and sum to 100."""
    return _cents(sum((weight * given / HUNDRED for weight, given in zip(weights, marks, strict=True)), Decimal(0)))


def objections(held: Decimal, passed: bool, deducted: Decimal) -> str:
    """What is wrong with the deduction, in a sentence; empty when it may stand."""
    if deducted < 0 or deducted > held:
        return f"扣减金额须在 0 至预留的 {held} 元之间。"
    if passed and deducted:
        return "考核合格的不扣减年度绩效考核金。"
    if not passed and held and not deducted:
        return "考核不合格的须扣减年度绩效考核金，请填写扣减金额。"
    return ""


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
