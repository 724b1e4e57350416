from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField


class NoticeObjection(models.Model):
    """An objection under real name to a designation on notice. D4: 新疆、黑龙江第十一条（二）、第二十条（二）."""

    designation = models.ForeignKey(
        "providers.Designation", models.PROTECT, related_name="objections", verbose_name="定点申请"
    )
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedTextField("联系电话")
    statement = EncryptedTextField("异议内容")
    made_at = models.DateTimeField("提出时间")
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    borne_out = models.BooleanField("属实", null=True)
    findings = EncryptedTextField("核实情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定点公示异议"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, borne_out__isnull=True)
                | Q(settled_at__isnull=False, borne_out__isnull=False),
                name="a_settled_objection_says_whether_it_is_borne_out",
                violation_error_message="核实完毕须说明是否属实。",
            ),
        ]
