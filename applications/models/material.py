from django.conf import settings
from django.db import models

from applications.models.application import Application


class Material(models.Model):
    """One paper of an application: sighted in original, handed in as a copy, or received electronically."""

    class Code(models.TextChoices):
        APPLICATION_FORM = "application_form", "失能等级评估申请表"
        ID_DOCUMENT = "id_document", "身份证件原件"
        ID_DOCUMENT_COPY = "id_document_copy", "身份证件复印件"
        INSURANCE_VOUCHER = "insurance_voucher", "参保凭证（医保电子凭证、社会保障卡）"
        AGENT_ID_DOCUMENT = "agent_id_document", "代理人身份证件原件"
        AGENT_ID_DOCUMENT_COPY = "agent_id_document_copy", "代理人身份证件复印件"
        AGENT_BANK_CARD = "agent_bank_card", "代理人银行卡原件和复印件"
        POWER_OF_ATTORNEY = "power_of_attorney", "委托授权书"
        CAUSE_EVIDENCE = "cause_evidence", "病历、诊断证明书或意外事故证明"
        HOSPITAL_RECORD_STAMPED = "hospital_record_stamped", "加盖公章的住院病历复印件或诊断证明"
        SELF_ASSESSMENT = "self_assessment", "自评表"
        UNDERTAKING = "undertaking", "申请人承诺书"
        OFFSITE_RESIDENCE_FILING = "offsite_residence_filing", "长期异地居住备案"
        OTHER = "other", "其他材料"

    class Form(models.TextChoices):
        ORIGINAL = "original", "已核验原件"
        COPY = "copy", "已收复印件"
        ELECTRONIC = "electronic", "电子材料"

    application = models.ForeignKey(Application, models.CASCADE, related_name="materials", verbose_name="申请")
    code = models.CharField("材料", max_length=30, choices=Code)
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.ORIGINAL)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收件人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "申请材料"
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="material_is_listed_once_per_application"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_code_display())
