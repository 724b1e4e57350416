"""How a date and an amount are said on a page: pure functions, no clock."""

from datetime import date
from decimal import Decimal

from accounts.posts import Post

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
OTHERS = {"clock": "系统自动"}
CLOSED_STATES = {"met": "已完成", "expired": "已到期", "void": "已失效"}


def due_phrase(due: date, on: date, state: str = "running") -> str:
    """Say how far `due` is from the day `on`, both calendar days; a paused or closed deadline says that instead."""
    if state == "paused":
        return "已暂停计时"
    if state in CLOSED_STATES:
        return CLOSED_STATES[state]
    left = (due - on).days
    if left < 0:
        return f"已超 {-left} 天"
    return "今天到期" if left == 0 else f"还有 {left} 天"


def due_tone(due: date, on: date, state: str = "running") -> str:
    """Name the tone of a deadline; a tone never stands alone, the phrase says the same in words."""
    if state == "paused":
        return "paused"
    if state in CLOSED_STATES:
        return "closed"
    left = (due - on).days
    if left < 0 or state == "overdue":
        return "overdue"
    return "today" if left == 0 else "running"


def elapsed_days(starts: date, due: date, on: date) -> tuple[int, int]:
    """Return calendar days gone and calendar days in all, gone cut to 0…all, for the bar of a deadline."""
    total = max((due - starts).days, 1)
    return min(max((on - starts).days, 0), total), total


def chinese_day(day: date) -> str:
    """Write a day as 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_weekday(day: date) -> str:
    """Write the weekday as 星期一."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def yuan(amount: Decimal) -> str:
    """Write an amount of yuan with thousands separators and two decimals."""
    return f"{amount:,.2f} 元"


def post_label(post: str) -> str:
    """Name a post in Chinese; what is no post (the clock, the public) keeps its own name."""
    return str(Post(post).label) if post in Post.values else OTHERS.get(post, post)
