"""The acts of an assessment, one module each; importing this package registers all of them."""

from assessment.acts.appoint_video import appoint_video
from assessment.acts.cancel import cancel
from assessment.acts.close_notice import close_notice
from assessment.acts.collect_fee import collect_fee
from assessment.acts.conclude import conclude
from assessment.acts.confirm import confirm
from assessment.acts.decline import decline
from assessment.acts.deliver import deliver
from assessment.acts.disagree import disagree
from assessment.acts.dispatch import dispatch
from assessment.acts.expire import expire
from assessment.acts.extend import extend
from assessment.acts.form_panel import form_panel
from assessment.acts.order_examination import order_examination
from assessment.acts.order_reassessment import order_reassessment
from assessment.acts.propose import propose
from assessment.acts.publish import publish
from assessment.acts.record_examination import record_examination
from assessment.acts.record_refusal import record_refusal
from assessment.acts.record_visit import record_visit
from assessment.acts.refer import refer
from assessment.acts.refund_fee import refund_fee
from assessment.acts.report import report
from assessment.acts.request_reassessment import request_reassessment
from assessment.acts.request_review import request_review
from assessment.acts.settle_report import settle_report
from assessment.acts.vote import vote

__all__ = [
    "appoint_video",
    "cancel",
    "close_notice",
    "collect_fee",
    "conclude",
    "confirm",
    "decline",
    "deliver",
    "disagree",
    "dispatch",
    "expire",
    "extend",
    "form_panel",
    "order_examination",
    "order_reassessment",
    "propose",
    "publish",
    "record_examination",
    "record_refusal",
    "record_visit",
    "refer",
    "refund_fee",
    "report",
    "request_reassessment",
    "request_review",
    "settle_report",
    "vote",
]
