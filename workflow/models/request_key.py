from django.db import models


class RequestKey(models.Model):
    """A form's key: what was sent twice with it happens once (second click, lost answer, repeated sending)."""

    key = models.CharField("请求键", max_length=80, primary_key=True)
    act = models.CharField("办理事项", max_length=60)
    actor_id = models.BigIntegerField("经办人编号", null=True)
    case_kind = models.CharField("案件类别", max_length=60, blank=True)
    case_id = models.CharField("案件编号", max_length=40, blank=True)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "请求键"
