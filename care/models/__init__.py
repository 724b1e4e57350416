from care.models.benefit import Benefit, Mode
from care.models.benefit_period import BenefitPeriod
from care.models.consent import Consent
from care.models.family_carer import FamilyCarer
from care.models.family_carer_entry import FamilyCarerEntry
from care.models.hospital_stay import HospitalStay
from care.models.placement import Placement
from care.models.plan import CarePlan, PlanEvaluation, PlanItem
from care.models.service_item import ServiceItem
from care.models.service_record import ServiceRating, ServiceRecord
from care.models.service_upload import ServiceUpload, UploadFault
from care.models.suspension import Suspension

__all__ = [
    "Benefit",
    "BenefitPeriod",
    "CarePlan",
    "Consent",
    "FamilyCarer",
    "FamilyCarerEntry",
    "HospitalStay",
    "Mode",
    "Placement",
    "PlanEvaluation",
    "PlanItem",
    "ServiceItem",
    "ServiceRating",
    "ServiceRecord",
    "ServiceUpload",
    "Suspension",
    "UploadFault",
]
