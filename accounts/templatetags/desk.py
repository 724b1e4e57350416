"""Filters and tags of every page: dates and amounts in Chinese, tones of states, keys of forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django import template
from django.forms import BaseForm, BoundField
from django.utils import timezone

from accounts import phrases

register = template.Library()

# What a state asks of the reader: act, wait, look out, or nothing any more.
TONES = {
    "waiting": "submitted pending assigned uploaded lead negotiating on_notice cleared",
    "working": "accepted visited in_committee proposed confirmed screened first_reviewed rechecked "
    "investigating hearing running",
    "attention": "supplementing enquiring contested suspended paused rectifying returned",
    "good": "approved concluded delivered active agreed passed paid met executed",
    "bad": "refused overdue failed barred terminated transferred",
    "closed": "draft withdrawn lapsed superseded cancelled ended expired void dismissed decided lifted",
}
TONE_OF: dict[str, str] = {state: tone for tone, states in TONES.items() for state in states.split()}


@dataclass(frozen=True)
class Column:
    """A column's name, and whether it holds numbers (and stands to the right)."""

    label: str
    number: bool


@dataclass(frozen=True)
class FieldError:
    """One message of a form with the anchor of its field ("" for the form itself)."""

    anchor: str
    label: str
    message: str


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def state_tone(state: str) -> str:
    """Name the tone of a state of the vocabulary; an unknown state is neutral."""
    return TONE_OF.get(state, "neutral")


@register.filter
def due_phrase(due: date | None, on: date) -> str:
    """Say how far a due day is, seen from `on`."""
    return phrases.due_phrase(_as_day(due), _as_day(on)) if due else "没有期限"


@register.simple_tag
def due_words(due: date, on: date, state: str = "running") -> dict[str, str]:
    """Return the phrase and the tone of a deadline in a given state."""
    days = _as_day(due), _as_day(on)
    state = state or "running"
    return {"phrase": phrases.due_phrase(*days, state), "tone": phrases.due_tone(*days, state)}


@register.simple_tag
def elapsed(starts: date, due: date, on: date) -> dict[str, int]:
    """Return the calendar days gone and the calendar days in all."""
    gone, total = phrases.elapsed_days(_as_day(starts), _as_day(due), _as_day(on))
    return {"gone": gone, "total": total}


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as 2026年3月2日, nothing for none."""
    return phrases.chinese_day(_as_day(value)) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Write the weekday as 星期一, nothing for none."""
    return phrases.chinese_weekday(_as_day(value)) if value else ""


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """Write an amount of yuan, a dash for none."""
    return "—" if amount is None else phrases.yuan(Decimal(amount))


@register.filter
def number(count: int | None) -> str:
    """Write a count with thousands separators, a dash for none."""
    return "—" if count is None else f"{count:,}"


@register.filter
def post_label(post: str) -> str:
    """Name a post in Chinese."""
    return phrases.post_label(post)


@register.filter
def columns(names: str) -> list[Column]:
    """Read `姓名|金额#` into columns; # marks numbers."""
    return [Column(name.rstrip("#"), name.endswith("#")) for name in names.split("|")]


@register.filter
def form_errors(form: BaseForm | str | None) -> list[FieldError]:
    """List every message of a bound form in the order of its fields, the form's own first."""
    if not isinstance(form, BaseForm) or not form.is_bound:
        return []
    own = [FieldError("", "", str(message)) for message in form.non_field_errors()]
    return own + [error for name in form.fields for error in _messages_of(form, name)]


def _messages_of(form: BaseForm, name: str) -> Iterable[FieldError]:
    field = form[name]
    # A group of radio buttons has no element with the group's id: its first button is the place to go.
    anchor = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
    return (FieldError(anchor, str(field.label), str(message)) for message in field.errors)


@register.filter
def hinted(field: BoundField, hint: str) -> BoundField:
    """Give a field its page's own hint; it is then read out with the field like the form's help text."""
    if hint:
        field.help_text = hint
    return field


@register.simple_tag
def request_key() -> str:
    """Make the key by which a creating form sent twice is recognised as one."""
    return str(uuid4())
