"""Names of rules and of kinds of findings for pages."""

from django import template

from settlement.models import Finding
from settlement.queries import label_of

register = template.Library()


@register.filter
def rule_label(code: str) -> str:
    """The Chinese name of a rule."""
    return label_of(code)


@register.filter
def kind_label(code: str) -> str:
    """The Chinese name of a kind of findings."""
    return str(dict(Finding.Kind.choices).get(code, code))
