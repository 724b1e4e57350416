"""The letters that the system issues: code, title, the word in their numbers, what they say, their template."""

from dataclasses import dataclass

from documents import care_facts, facts, settlement_facts


@dataclass(frozen=True)
class LetterType:
    """A kind of letter; `word` stands between the issuer's word and the year in a number: 乌医保〔长护受〕."""

    code: str
    title: str
    word: str
    facts_class: type[facts.LetterFacts]

    @property
    def template(self) -> str:
        """The template's name; one per letter."""
        return f"letters/{self.code}.html"


_TYPES = (
    LetterType("application_form", "长期护理失能等级评估申请表", "长护申", facts.ApplicationFormFacts),
    LetterType("power_of_attorney", "长期护理保险失能评定申请委托授权书", "长护委", facts.PowerOfAttorneyFacts),
    LetterType("self_assessment", "日常生活功能自评表", "长护自", facts.SelfAssessmentFacts),
    LetterType("undertaking", "长期护理保险申请人承诺书", "长护诺", facts.UndertakingFacts),
    LetterType("scale_sheets", "长期护理失能等级评估表", "长护量", facts.ScaleSheetsFacts),
    LetterType("acceptance_notice", "受理通知书", "长护受", facts.AcceptanceFacts),
    LetterType("supplement_notice", "一次性补正告知书", "长护补", facts.SupplementFacts),
    LetterType("refusal_notice", "不予受理通知书", "长护不受", facts.RefusalFacts),
    LetterType("review_result_notice", "审核结果告知书", "长护审", facts.ReviewResultFacts),
    LetterType("dispatch_order", "失能等级评估派单", "长护派", facts.DispatchFacts),
    LetterType("video_appointment_notice", "线上评估预约通知书", "长护约", facts.VideoAppointmentFacts),
    LetterType("extension_notice", "延期告知书", "长护延", facts.ExtensionFacts),
    LetterType("public_notice", "失能等级评估结论公示", "长护公示", facts.PublicNoticeFacts),
    LetterType("conclusion", "失能等级评估结论书", "长护评", facts.ConclusionFacts),
    LetterType("review_conclusion", "失能等级复评结论书", "长护复", facts.ReviewConclusionFacts),
    LetterType("fee_receipt", "失能评定费用收据", "长护费", facts.FeeReceiptFacts),
    LetterType("report_outcome", "反映情况答复书", "长护复函", facts.ReportOutcomeFacts),
    LetterType("review_ordered_notice", "复评告知书", "长护复告", facts.ReviewNoticeFacts),
    LetterType("reassessment_notice", "重新评估通知书", "长护重", facts.ReassessmentNoticeFacts),
    LetterType("non_cooperation_notice", "拒不配合重新评估告知书", "长护拒", facts.NonCooperationFacts),
    LetterType("care_dispatch", "护理服务派单", "长护服派", care_facts.CareDispatchFacts),
    LetterType("care_plan", "护理服务计划", "长护划", care_facts.CarePlanFacts),
    LetterType("suspension_notice", "暂停待遇告知书", "长护停", care_facts.SuspensionFacts),
    LetterType("resumption_notice", "恢复待遇告知书", "长护恢", care_facts.ResumptionFacts),
    LetterType("designation_acceptance", "定点申请受理通知书", "长护定受", facts.OrganisationFacts),
    LetterType("designation_supplement", "定点申请补正告知书", "长护定补", facts.OrganisationFacts),
    LetterType("designation_refusal", "定点申请不予受理通知书", "长护定不受", facts.OrganisationFacts),
    LetterType("designation_result", "定点申请审核结果告知书", "长护定审", facts.OrganisationFacts),
    LetterType("designation_notice", "拟签订协议机构公示", "长护定公示", facts.DesignationNoticeFacts),
    LetterType("filing_letter", "备案函", "长护备", facts.OrganisationFacts),
    LetterType("agreement", "长期护理保险服务协议", "长护协", facts.AgreementFacts),
    LetterType("agreement_change", "服务协议处理通知书", "长护协知", facts.OrganisationFacts),
    LetterType("settlement_statement", "长期护理保险费用结算单", "长护结", settlement_facts.SettlementStatementFacts),
    LetterType("delivery_receipt", "送达回证", "长护送", facts.DeliveryReceiptFacts),
)

LETTERS: dict[str, LetterType] = {kind.code: kind for kind in _TYPES}
CHOICES = [(kind.code, kind.title) for kind in _TYPES]


def number_of(kind: LetterType, issuer: facts.Office, year: int, serial: int) -> str:
    """The printed number, e.g. 乌医保长护受〔2026〕12号; an office without a word of its own shows its code."""
    return f"{issuer.number_word or issuer.code}{kind.word}〔{year}〕{serial}号"
