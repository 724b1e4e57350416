"""The one exception for everything that the rules forbid."""

from django.db import models


class Code(models.TextChoices):
    NOT_PERMITTED = "not_permitted", "无权办理"
    SAME_PERSON = "same_person", "岗位须分离"
    WRONG_STATE = "wrong_state", "当前状态不能办理"
    STALE_PAGE = "stale_page", "页面已过时"
    NOT_PROVIDED_FOR = "not_provided_for", "本地规定没有此项办理"
    MISSING_MATERIALS = "missing_materials", "材料不全"
    GROUND_APPLIES = "ground_applies", "存在不予受理情形"
    TOO_LATE = "too_late", "已过期限"
    TOO_EARLY = "too_early", "未到时间"
    TOO_FEW_ASSESSORS = "too_few_assessors", "评估人员不足"
    NO_EXPERT = "no_expert", "缺少评估专家"
    NO_GUARDIAN = "no_guardian", "监护人或代理人不在场"
    MISSING_EVIDENCE = "missing_evidence", "佐证不全"
    RECUSAL = "recusal", "应当回避"
    NOT_QUALIFIED = "not_qualified", "人员不具备资格"
    NO_AGREEMENT = "no_agreement", "没有有效协议"
    ALREADY_CONFIRMED = "already_confirmed", "已确认过"
    NOTICE_RUNNING = "notice_running", "公示尚未结束"
    OUTSIDE_CATALOGUE_WITHOUT_CONSENT = "outside_catalogue_without_consent", "目录外项目未经书面同意"
    NOT_CONFIRMED = "not_confirmed", "尚未确认"
    PANEL_INVALID = "panel_invalid", "审核小组不合要求"
    ALREADY_EXTENDED = "already_extended", "已延期过"
    CLOSED_PERIOD = "closed_period", "期间已关闭"
    INVALID_INPUT = "invalid_input", "填写有误"


class Refusal(Exception):
    """An act that the rules forbid: `code` of the vocabulary, one Chinese sentence, the article, and where it lies.

    `details` maps a field name to what is wrong with it, for pages that show the sentence beside the field.
    """

    def __init__(self, code: str, message: str, citation: str = "", details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = Code(code).value
        self.message = message
        self.citation = citation
        self.details = details or {}

    def __str__(self) -> str:
        article = f"（依据：{self.citation}）" if self.citation else ""
        return f"{self.message}{article}"

    @property
    def label(self) -> str:
        return str(Code(self.code).label)
