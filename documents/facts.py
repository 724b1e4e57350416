"""What each letter says: values made by the app that issues, frozen into the letter's row, read by its template.

Only str, int, bool, date, tuples of them and other frozen dataclasses appear inside (documents.freezing). The caller
gives words (labels, citations) as they are to be printed. Letters wait for their print: a new field needs a default.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation as a letter names it; `number_word` opens its letter numbers, e.g. 乌医保."""

    code: str
    name: str
    number_word: str = ""
    address: str = ""
    phone: str = ""
    nhsa_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Objection:
    """How to object: where, how, until when. Where the region's text is silent the letter has none."""

    office_name: str
    how: str = "书面"
    period: str = ""  # in words, e.g. 公示期内
    until: date | None = None
    citation: str = ""
    request: str = "提出复评申请"


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What every letter has: who issues it, for which area, on which articles."""

    issuer: Office
    area_name: str
    heading: str = ""  # where the region's text has its own name for the letter
    citations: tuple[str, ...] = ()
    objection: Objection | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonLetterFacts(LetterFacts):
    """A letter about one person; the ID number arrives masked."""

    person_name: str
    id_number_masked: str = ""
    person_address: str = ""
    addressee_name: str = ""  # the guardian or agent to whom the letter goes
    addressee_relation: str = ""

    @property
    def goes_to_another(self) -> bool:
        """Whether a guardian or agent receives the letter for the person."""
        return self.addressee_name not in ("", self.person_name)


@dataclass(frozen=True, kw_only=True)
class ApplicationFormFacts(LetterFacts):
    """Annex 1 of Xinjiang's text. A blank form has only the region; option fields hold the option's own words."""

    region_name: str = ""
    person_name: str = ""
    id_number: str = ""
    sex: str = ""
    age: str = ""
    ethnicity: str = ""
    insured_place: str = ""
    disabled_months: str = ""
    rehabilitated: bool | None = None
    rehabilitation_months: str = ""
    first_application: bool | None = None
    phone: str = ""
    reason: str = ""
    service_kind: str = ""
    insurance_kinds: tuple[str, ...] = ()
    insurance_other: str = ""
    education: str = ""
    living: str = ""
    address: str = ""
    carers: tuple[str, ...] = ()
    carer_other: str = ""
    applicant_name: str = ""
    applicant_relation: str = ""
    applicant_phone: str = ""
    applicant_id_number: str = ""
    applicant_address: str = ""
    signed_on: date | None = None
    office_notes: str = ""

    @property
    def other_insurance(self) -> bool:
        """Whether the box 其他 among the kinds of insurance is ticked."""
        return bool(self.insurance_other) or "其他" in self.insurance_kinds

    @property
    def other_carer(self) -> bool:
        """Whether the box 其他 among the carers is ticked."""
        return bool(self.carer_other) or "其他" in self.carers


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper received: its name and in what form (原件、复印件、电子)."""

    label: str
    form: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptanceFacts(PersonLetterFacts):
    """受理通知书: what was received, when, and until when the applicant hears."""

    applied_on: date
    accepted_on: date
    kind_label: str
    papers: tuple[Paper, ...] = ()
    review_due: date | None = None
    conclusion_due: date | None = None
    provisional: bool = False  # the calendar of a year not announced yet


@dataclass(frozen=True, kw_only=True)
class MissingPaper:
    """One paper to be brought and why; `reason` may be empty."""

    label: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementFacts(PersonLetterFacts):
    """一次性补正告知书: everything that is missing, told once."""

    applied_on: date
    missing: tuple[MissingPaper, ...]
    until: date | None = None
    consequence: str = ""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One ground of refusal: its words, what was found, its article."""

    label: str
    citation: str
    found: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalFacts(PersonLetterFacts):
    """不予受理通知书: each ground with its article."""

    applied_on: date
    refused_on: date
    grounds: tuple[Ground, ...]
    advice: str = ""  # what the person can do next


@dataclass(frozen=True, kw_only=True)
class ReviewResultFacts(PersonLetterFacts):
    """审核结果告知书: the result of the material review within its working days."""

    accepted_on: date
    decided_on: date
    passed: bool
    findings: tuple[str, ...] = ()
    enquiry: str = ""  # what a field enquiry found, when there was one
    next_step: str = ""


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
class ReportOutcomeFacts(LetterFacts):
    """反映情况答复书: to the third party who reported; says the outcome, nothing of the person's health."""

    reporter_name: str
    receipt: str
    reported_on: date
    settled_on: date
    masked_person: str
    borne_out: bool
    next_step: str = ""


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
class ReviewNoticeFacts(PersonLetterFacts):
    """复评告知书: the conclusion goes to a review; who reported is not named."""

    cause: str
    decided_on: date
    level_label: str = ""
    result_due: date | None = None
    schedule: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReassessmentNoticeFacts(PersonLetterFacts):
    """重新评估通知书: why, which conclusion, until when it holds, what happens if one stays away."""

    cause: str
    called_on: date
    level_label: str
    concluded_on: date
    valid_until: date | None = None
    consequence: str = ""


@dataclass(frozen=True, kw_only=True)
class NonCooperationFacts(PersonLetterFacts):
    """拒不配合重新评估告知书: what was recorded, what follows, how it is mended."""

    called_on: date
    refused_on: date
    valid_until: date | None = None
    consequence: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class PowerOfAttorneyFacts(LetterFacts):
    """委托授权书, annex 2 of Xinjiang's text; the words of the form are given there. Blank where nothing is known."""

    region_name: str = ""
    insurer: str = ""
    person_name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    agent_name: str = ""
    agent_id_number: str = ""
    agent_phone: str = ""
    agent_address: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SelfAnswer:
    """One item of the self-assessment: the form's words for the three columns, and which one was chosen."""

    name: str
    options: tuple[str, ...]
    chosen: int = -1


@dataclass(frozen=True, kw_only=True)
class SelfAssessmentFacts(LetterFacts):
    """自评表, annex 3 of Xinjiang's text and table B of the national standard."""

    region_name: str = ""
    person_name: str = ""
    id_number: str = ""
    answers: tuple[SelfAnswer, ...] = ()
    grade: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class UndertakingFacts(LetterFacts):
    """承诺书, annex 4 of Xinjiang's text; the words of the form are given there."""

    region_name: str = ""
    person_name: str = ""
    agent_name: str = ""
    signed_on: date | None = None


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
