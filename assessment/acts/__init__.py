"""The acts of an assessment, one module each; importing this package registers all of them."""

from assessment.acts.cancel import cancel
from assessment.acts.close_notice import close_notice
from assessment.acts.conclude import conclude
from assessment.acts.confirm import confirm
from assessment.acts.decline import decline
from assessment.acts.deliver import deliver
from assessment.acts.disagree import disagree
from assessment.acts.dispatch import dispatch
from assessment.acts.extend import extend
from assessment.acts.propose import propose
from assessment.acts.publish import publish
from assessment.acts.record_visit import record_visit
from assessment.acts.refer import refer

__all__ = [
    "cancel",
    "close_notice",
    "conclude",
    "confirm",
    "decline",
    "deliver",
    "disagree",
    "dispatch",
    "extend",
    "propose",
    "publish",
    "record_visit",
    "refer",
]
