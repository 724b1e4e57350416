"""The acts of designations and agreements; importing them registers them."""

from providers.acts import (
    accept,
    agreement,
    close_notice,
    decide,
    form_panel,
    object,
    publish,
    record_review,
    rectify,
    refuse,
    request_supplement,
    settle_objection,
    sign,
    submit,
    supplement,
    withdraw,
)

__all__ = [
    "accept",
    "agreement",
    "close_notice",
    "decide",
    "form_panel",
    "object",
    "publish",
    "record_review",
    "rectify",
    "refuse",
    "request_supplement",
    "settle_objection",
    "sign",
    "submit",
    "supplement",
    "withdraw",
]
