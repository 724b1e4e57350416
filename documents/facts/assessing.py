"""Letters on an assessment: dispatch, notice, conclusion, delivery, sheets, fee. 第三章 失能评估."""

from dataclasses import dataclass
from datetime import date

from documents.facts.base import LetterFacts, Office, PersonLetterFacts


@dataclass(frozen=True, kw_only=True)
class DispatchFacts(PersonLetterFacts):
    """派单: to which body, whom to visit, what to mind."""

    body: Office
    kind_label: str
    route_label: str
    means_label: str
    accepted_on: date | None = None
    visit_phone: str = ""
    conclusion_due: date | None = None
    excluded: tuple[str, ...] = ()  # assessors and bodies that must stay away, with the reason
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VideoAppointmentFacts(PersonLetterFacts):
    """线上评估预约通知书: day and hour, channel, who takes part, what to have at hand."""

    day: date
    time_label: str
    channel: str
    assessors: tuple[str, ...]
    body_name: str
    guardian_name: str
    replaces: bool = False
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExtendedLimit:
    """One more limit that the same decision extended."""

    label: str
    due_before: date
    due_after: date


@dataclass(frozen=True, kw_only=True)
class ExtensionFacts(PersonLetterFacts):
    """延期告知书: which limit moves from which day to which, and why."""

    deadline_label: str
    accepted_on: date
    due_before: date
    due_after: date
    days: int
    reason: str
    cause: str = ""
    approved_by: str = ""
    others: tuple[ExtendedLimit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """One masked person of a public notice."""

    name_masked: str
    id_number_masked: str
    area_name: str
    level_label: str
    body_name: str = ""


@dataclass(frozen=True, kw_only=True)
class PublicNoticeFacts(LetterFacts):
    """公示: masked names, from when to when, where, and how to report under real name."""

    opens_on: date
    closes_on: date
    rows: tuple[NoticeRow, ...]
    places: tuple[str, ...] = ()
    period_label: str = ""  # e.g. 不少于7日
    report_to: Office | None = None
    report_how: str = ""


@dataclass(frozen=True, kw_only=True)
class DimensionResult:
    """One first-level indicator: points reached of `full`, and its grade."""

    label: str
    points: int
    full: int
    grade: str


@dataclass(frozen=True, kw_only=True)
class ConclusionFacts(PersonLetterFacts):
    """结论书. `scale_confirmed` False prints 矩阵待官方文本确认 beside the level."""

    applied_on: date
    accepted_on: date
    kind_label: str  # 首次评估、重新评估、期满评估
    route_label: str
    assessed_on: date
    assessed_at: str
    dimensions: tuple[DimensionResult, ...]
    level: int
    level_label: str
    qualifies: bool
    scale_version: str
    scale_confirmed: bool
    concluded_on: date
    body: Office | None = None
    assessors: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    notice_from: date | None = None
    notice_to: date | None = None
    notice_result: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    benefit_from: date | None = None
    benefit_note: str = ""  # when the start day waits for something, e.g. the confirmed plan
    care_advice: tuple[str, ...] = ()
    deliverer: Office | None = None
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewConclusionFacts(ConclusionFacts):
    """复评结论书: what the conclusion has, and how it stands to the first one."""

    first_number: str
    first_level_label: str
    cause: str
    requested_by: str
    requested_on: date | None = None
    recusal_confirmed: bool
    changed: bool
    fee_bearer: str = ""


@dataclass(frozen=True, kw_only=True)
class DeliveryReceiptFacts(PersonLetterFacts):
    """送达回证: which letter reached whom, how, when, on what proof."""

    letter_label: str
    letter_number: str
    means_label: str
    delivered_on: date
    recipient_name: str = ""
    recipient_relation: str = ""
    place: str = ""
    delivered_by: str = ""
    proof: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class ScaleItem:
    """One of the 17 items: the standard's words for each score, and the score that was given (-1 for none)."""

    number: int
    name: str
    options: tuple[str, ...]
    scores: tuple[int, ...]
    given: int = -1

    @property
    def rows(self) -> list[tuple[int, str, bool]]:
        return [(score, text, score == self.given) for score, text in zip(self.scores, self.options, strict=True)]


@dataclass(frozen=True, kw_only=True)
class ScaleSheet:
    """One of the three scales as filled, with its total and grade."""

    table: str
    name: str
    maximum: int
    items: tuple[ScaleItem, ...]
    total: int = -1
    grade: str = ""


@dataclass(frozen=True, kw_only=True)
class ScaleSheetsFacts(LetterFacts):
    """评估表: the three national scales with the sheet of results. 医保办发〔2021〕37号; 乌鲁木齐附件1."""

    region_name: str = ""
    person_name: str = ""
    id_number: str = ""
    sex: str = ""
    born: date | None = None
    assessed_on: date | None = None
    place: str = ""
    means_label: str = ""
    guardian_name: str = ""
    sheets: tuple[ScaleSheet, ...] = ()
    level: int = -1
    level_label: str = ""
    scale_version: str = ""
    scale_confirmed: bool = False
    assessors: tuple[str, ...] = ()
    body_name: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeReceiptFacts(PersonLetterFacts):
    """收费收据: what was paid in advance for an assessment, by whom, how."""

    amount: str
    payer: str
    method: str
    paid_on: date
    purpose: str
    note: str = ""
