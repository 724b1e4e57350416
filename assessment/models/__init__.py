from assessment.models.archive_export import ArchiveExport
from assessment.models.assessment import Assessment
from assessment.models.examination import Examination
from assessment.models.fee import Fee, FeeEntry
from assessment.models.interest import Interest
from assessment.models.objection import Objection
from assessment.models.opinion import Opinion
from assessment.models.panel import Panel, PanelMember
from assessment.models.public_notice import PublicNotice
from assessment.models.video_appointment import VideoAppointment
from assessment.models.visit_member import VisitMember

__all__ = [
    "ArchiveExport",
    "Assessment",
    "Examination",
    "Fee",
    "FeeEntry",
    "Interest",
    "Objection",
    "Opinion",
    "Panel",
    "PanelMember",
    "PublicNotice",
    "VideoAppointment",
    "VisitMember",
]
