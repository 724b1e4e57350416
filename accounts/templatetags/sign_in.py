"""What the pages of sign-in say about the agency's rules."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def password_period() -> str:
    """How long a password holds."""
    return f"密码有效期为 {settings.LTCI_PASSWORD_DAYS} 天，到期后须修改才能继续使用系统。"


@register.simple_tag
def idle_minutes() -> int:
    """Minutes without use after which the system signs out."""
    return int(settings.LTCI_IDLE_MINUTES)
