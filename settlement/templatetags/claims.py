"""Names of rules for pages."""

from django import template

from settlement.queries import label_of

register = template.Library()


@register.filter
def rule_label(code: str) -> str:
    """The Chinese name of a rule."""
    return label_of(code)
