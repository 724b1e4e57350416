import secrets

from django.conf import settings
from django.db import models

from accounts.fields import EncryptedTextField
from assessment.models.assessment import Assessment

# Nothing that is mistaken for another sign when read from paper.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def new_receipt() -> str:
    """A number with which the one who reported asks for the outcome; it cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class Objection(models.Model):
    """What was brought against a conclusion: a third party's report under real name, or the person's own request."""

    class Kind(models.TextChoices):
        REPORT = "report", "第三人实名反映"
        REQUEST = "request", "申请复评"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="objections", verbose_name="评估")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    name = models.CharField("姓名", max_length=60)
    id_number = EncryptedTextField("证件号码", blank=True)
    statement = EncryptedTextField("反映内容或复评理由")
    receipt = models.CharField("受理号", max_length=12, unique=True, null=True, blank=True)
    written = models.BooleanField("书面提出", default=True)
    made_at = models.DateTimeField("提出时间")
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    borne_out = models.BooleanField("基本属实", null=True)
    findings = EncryptedTextField("核实情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, borne_out__isnull=True)
                | models.Q(settled_at__isnull=False, borne_out__isnull=False),
                name="settled_objection_says_whether_borne_out",
                violation_error_message="核实完毕须说明是否属实。",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=models.Q(kind="request"),
                name="a_review_is_requested_once",
                violation_error_message="对同一结论只能申请一次复评。",
            ),
        ]
        ordering = ["id"]
