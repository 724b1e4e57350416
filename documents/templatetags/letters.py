"""How letters write dates, boxes and blanks."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_DIGITS = "〇一二三四五六七八九"


def _small(number: int) -> str:
    """1 to 99 in characters: 十、十二、三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


@register.filter
def signed_date(day: date) -> str:
    """The date under a letter: 二〇二六年三月十八日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


@register.filter
def day(value: date | None) -> str:
    """2026年3月18日, or nothing."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def spaced_day(value: date | None) -> str:
    """A date to be filled in by hand where there is none: 年 月 日 with room between."""
    return day(value) if value else "\u3000\u3000年\u3000\u3000月\u3000\u3000日"


@register.simple_tag
def box(checked: object, label: str = "") -> SafeString:
    """☑ or ☐ in the font that has them, with its words."""
    return format_html('<span class="choice"><span class="box">{}</span>{}</span>', "☑" if checked else "☐", label)


@register.simple_tag
def choices(chosen: str | Iterable[str], options: str) -> SafeString:
    """One box per option (`|` between them), ticked where chosen."""
    picked = {chosen} if isinstance(chosen, str) else set(chosen)
    boxes = [box(option in picked, option) for option in options.split("|")]
    return SafeString(" ".join(boxes))


@register.filter
def listed(items: Iterable[str]) -> str:
    """Words joined as in a sentence: 甲、乙、丙."""
    return "、".join(items)


@register.filter
def fen(amount: int) -> str:
    """Fen as yuan with thousands separators: 123456 → 1,234.56."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"
