"""The acts of a claim batch, one module each; importing this package registers all of them."""

from settlement.acts.upload import upload

__all__ = ["upload"]
