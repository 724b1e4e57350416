"""Days that follow from a conclusion: benefit start and validity. A11, C3."""

from datetime import date

MONTH_AFTER_CONCLUSION = "month_after_conclusion"


def first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def benefit_from(concluded_on: date, starts: str) -> date | None:
    """The 1st of the month after the conclusion, or None while a plan must come first.

    新疆第八条（二）4; 宁夏第十六条; 黑龙江第十六条.
    """
    return first_of_next_month(concluded_on) if starts == MONTH_AFTER_CONCLUSION else None
