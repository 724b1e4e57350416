"""What each letter says: values made by the app that issues, frozen into the letter's row, read by its template.

Only str, int, bool, date, tuples of them and other frozen dataclasses appear inside (documents.freezing). The caller
gives words (labels, citations) as they are to be printed. Letters wait for their print: a new field needs a default.
"""

from documents.facts.applying import (
    AcceptanceFacts,
    Ground,
    MissingPaper,
    Paper,
    RefusalFacts,
    ReviewResultFacts,
    SupplementFacts,
)
from documents.facts.assessing import (
    ConclusionFacts,
    DeliveryReceiptFacts,
    DimensionResult,
    DispatchFacts,
    ExtendedLimit,
    ExtensionFacts,
    FeeReceiptFacts,
    NoticeRow,
    PublicNoticeFacts,
    ReviewConclusionFacts,
    ScaleItem,
    ScaleSheet,
    ScaleSheetsFacts,
    VideoAppointmentFacts,
)
from documents.facts.base import LetterFacts, Objection, Office, PersonLetterFacts
from documents.facts.designating import (
    AgreementFacts,
    Clause,
    DesignationNoticeFacts,
    LabelledLine,
    OrganisationFacts,
)
from documents.facts.disputing import (
    NonCooperationFacts,
    ReassessmentNoticeFacts,
    ReportOutcomeFacts,
    ReviewNoticeFacts,
)
from documents.facts.forms import (
    ApplicationFormFacts,
    PowerOfAttorneyFacts,
    SelfAnswer,
    SelfAssessmentFacts,
    UndertakingFacts,
)

__all__ = [
    "AcceptanceFacts",
    "AgreementFacts",
    "ApplicationFormFacts",
    "Clause",
    "ConclusionFacts",
    "DeliveryReceiptFacts",
    "DesignationNoticeFacts",
    "DimensionResult",
    "DispatchFacts",
    "ExtendedLimit",
    "ExtensionFacts",
    "FeeReceiptFacts",
    "Ground",
    "LabelledLine",
    "LetterFacts",
    "MissingPaper",
    "NonCooperationFacts",
    "NoticeRow",
    "Objection",
    "Office",
    "OrganisationFacts",
    "Paper",
    "PersonLetterFacts",
    "PowerOfAttorneyFacts",
    "PublicNoticeFacts",
    "ReassessmentNoticeFacts",
    "RefusalFacts",
    "ReportOutcomeFacts",
    "ReviewConclusionFacts",
    "ReviewNoticeFacts",
    "ReviewResultFacts",
    "ScaleItem",
    "ScaleSheet",
    "ScaleSheetsFacts",
    "SelfAnswer",
    "SelfAssessmentFacts",
    "SupplementFacts",
    "UndertakingFacts",
    "VideoAppointmentFacts",
]
