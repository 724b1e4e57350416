"""What `manage.py check` says about keys before a first value is written with the wrong ones."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from accounts import crypto


@register("security")
def keys_are_usable(**_: Any) -> list[Error]:
    """Field keys and index key are set and of the right length."""
    try:
        crypto.current_key_id()
        crypto.blind_index("", "check")
    except (AttributeError, ImproperlyConfigured) as error:
        return [Error(str(error), id="accounts.E001")]
    return []


@register("security")
def duties_are_demanded(**_: Any) -> list[Error]:
    """The second factor is left out by the demonstration alone."""
    if settings.LTCI_REQUIRE_TOTP or settings.LTCI_DEMONSTRATION:
        return []
    return [Error("正式环境必须要求动态口令（LTCI_REQUIRE_TOTP）。", id="accounts.E002")]
