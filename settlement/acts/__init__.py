"""The acts of a claim batch, one module each; importing this package registers all of them."""

from settlement.acts.answer import answer
from settlement.acts.decide import decide
from settlement.acts.first_review import first_review
from settlement.acts.open_fee import open_fee
from settlement.acts.pay import pay
from settlement.acts.recheck import recheck
from settlement.acts.recover import recover
from settlement.acts.release_holdback import release_holdback
from settlement.acts.return_batch import return_batch
from settlement.acts.reverse import reverse
from settlement.acts.screen import screen
from settlement.acts.upload import upload

__all__ = [
    "answer",
    "decide",
    "first_review",
    "open_fee",
    "pay",
    "recheck",
    "recover",
    "release_holdback",
    "return_batch",
    "reverse",
    "screen",
    "upload",
]
