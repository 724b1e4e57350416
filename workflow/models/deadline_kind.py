from django.db import models


class DeadlineKind(models.TextChoices):
    """What a deadline limits."""

    MATERIAL_REVIEW = "material_review", "材料审核期限"
    SUPPLEMENT = "supplement", "补正期限"
    CONCLUSION_DELIVERY = "conclusion_delivery", "结论书送达期限"
    COMMITTEE_OPINION = "committee_opinion", "评定意见期限"
    NOTICE = "notice", "公示期"
    REVIEW_REQUEST = "review_request", "复评申请期"
    REVIEW_RESULT = "review_result", "复评结论期限"
    REASSESSMENT_ELIGIBLE = "reassessment_eligible", "可申请重新评估日"
    VALIDITY = "validity", "结论有效期"
    DESIGNATION_FIRST_CHECK = "designation_first_check", "定点申请初审期限"
    DESIGNATION_SUPPLEMENT = "designation_supplement", "定点申请补正期限"
    DESIGNATION_REVIEW = "designation_review", "定点综合审核期限"
    DESIGNATION_NOTICE = "designation_notice", "定点公示期"
    RECTIFICATION = "rectification", "整改期"
    REAPPLICATION_BAR = "reapplication_bar", "不得再次申请期"
    AGREEMENT_END = "agreement_end", "协议到期日"
    PAYMENT = "payment", "拨付期限"
    SANCTION_END = "sanction_end", "处理措施届满日"
    DISPATCH_ANSWER = "dispatch_answer", "服务机构接单期限"
    BENEFIT_TURN = "benefit_turn", "待遇状态变更前最后一日"


# What merely begins or ends on a day keeps that day; everything else is rolled to a working day.
KEEPS_DAY = frozenset(
    {
        DeadlineKind.REASSESSMENT_ELIGIBLE,
        DeadlineKind.VALIDITY,
        DeadlineKind.AGREEMENT_END,
        DeadlineKind.REAPPLICATION_BAR,
        DeadlineKind.SANCTION_END,
        DeadlineKind.RECTIFICATION,
        DeadlineKind.BENEFIT_TURN,
    }
)
# Windows in which people may object: nobody of the agency must act, so they are neither paused nor ever overdue.
WINDOWS = frozenset({DeadlineKind.NOTICE, DeadlineKind.DESIGNATION_NOTICE, DeadlineKind.REVIEW_REQUEST})
MUST_ACT = frozenset(DeadlineKind) - KEEPS_DAY - WINDOWS
