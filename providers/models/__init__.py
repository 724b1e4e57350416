from providers.models.agreement import Agreement
from providers.models.call import Call
from providers.models.designation import Designation
from providers.models.engagement import Engagement
from providers.models.filing import Filing
from providers.models.handler import Bid, HandlerContract, HandlerEvaluation, Tender
from providers.models.notice_objection import NoticeObjection
from providers.models.panel import OrganisationInterest, PanelMember, ReviewRecord
from providers.models.roster import StaffMember
from providers.models.roster_change import PracticeBan, RosterChange, Training

__all__ = [
    "Agreement",
    "Bid",
    "Call",
    "Designation",
    "Engagement",
    "Filing",
    "HandlerContract",
    "HandlerEvaluation",
    "NoticeObjection",
    "OrganisationInterest",
    "PanelMember",
    "PracticeBan",
    "ReviewRecord",
    "RosterChange",
    "StaffMember",
    "Tender",
    "Training",
]
