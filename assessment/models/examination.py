from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.fields import EncryptedTextField
from assessment.models.assessment import Assessment


class Examination(models.Model):
    """An examination ordered from a hospital (检查诊断), and what came of it. A10: 乌鲁木齐第十二条."""

    class Outcome(models.TextChoices):
        DONE = "done", "已检查"
        NOT_DONE = "not_done", "未能检查"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="examinations", verbose_name="评估")
    hospital = models.CharField("医疗机构", max_length=100, blank=True)
    items = EncryptedTextField("检查诊断项目", blank=True)
    reason = EncryptedTextField("理由", blank=True)
    due_on = models.DateField("请于此日前完成", null=True, blank=True)
    ordered_at = models.DateTimeField("委托时间")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="委托人")
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True)
    result = EncryptedTextField("检查诊断结果", blank=True)
    paper = models.CharField("报告单", max_length=100, blank=True)
    examined_on = models.DateField("检查日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查诊断"
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True, recorded_by__isnull=True, outcome="")
                | Q(recorded_at__isnull=False, recorded_by__isnull=False) & ~Q(outcome=""),
                name="a_recorded_examination_says_who_when_and_what",
                violation_error_message="登记结果须写明结果、登记人和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="done") | ~Q(paper=""),
                name="an_examination_that_was_done_has_its_paper",
                violation_error_message="已检查的须写明报告单。",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True) | Q(recorded_at__gte=F("ordered_at")),
                name="an_examination_is_recorded_after_it_was_ordered",
                violation_error_message="登记结果不能早于委托。",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.hospital or '医疗机构'}（{self.ordered_at:%Y-%m-%d}）"
