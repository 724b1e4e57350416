from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class PanelMember(models.Model):
    """One who reviews a designation, with the fields that they stand for and, at the end, their vote. D3.

    新疆、黑龙江第十一条（二）、第二十条（二）; 宁夏第二十七条第3项、第三十一条第3项.
    """

    designation = models.ForeignKey(
        "providers.Designation", models.PROTECT, related_name="panel", verbose_name="定点申请"
    )
    round = models.PositiveSmallIntegerField("第几次审核")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="成员")
    fields = ArrayField(models.CharField(max_length=20), verbose_name="专业领域")
    vote = models.BooleanField("评议意见（合格）", null=True)
    vote_reason = models.CharField("评议理由", max_length=500, blank=True)
    voted_at = models.DateTimeField("评议时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核小组成员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation", "round", "user"],
                name="one_seat_on_a_panel_per_person",
                violation_error_message="同一人只能在审核小组中占一席。",
            ),
            models.CheckConstraint(
                condition=Q(vote__isnull=True, voted_at__isnull=True) | Q(vote__isnull=False, voted_at__isnull=False),
                name="a_vote_has_its_time",
                violation_error_message="评议意见须有时间。",
            ),
            models.CheckConstraint(
                condition=~Q(vote=False) | ~Q(vote_reason=""),
                name="a_vote_against_says_why",
                violation_error_message="不同意须写明理由。",
            ),
        ]


class ReviewRecord(models.Model):
    """The paper check or the site check of a review: each item as it was found, by whom, when. D3, D9."""

    class Part(models.TextChoices):
        PAPERS = "papers", "书面查验"
        SITE = "site", "现场核查"

    designation = models.ForeignKey(
        "providers.Designation", models.PROTECT, related_name="records", verbose_name="定点申请"
    )
    round = models.PositiveSmallIntegerField("第几次审核")
    part = models.CharField("查验形式", max_length=8, choices=Part)
    items = models.JSONField("核查项目", default=list)
    findings = models.TextField("查验情况")
    on_day = models.DateField("查验日期")
    made_at = models.DateTimeField("登记时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "查验记录"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation", "round", "part"],
                name="each_check_is_recorded_once_per_review",
                violation_error_message="这项查验已经登记。",
            ),
        ]


class OrganisationInterest(models.Model):
    """Declared kinship or interest between a person and an organisation: not on its panel. D3."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="organisation_interests", verbose_name="人员"
    )
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="机构")
    relation = models.CharField("关系", max_length=60)
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申报人")

    class Meta:
        verbose_name = verbose_name_plural = "与机构的回避关系"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="an_interest_in_an_organisation_is_declared_once",
                violation_error_message="已经申报过。",
            ),
        ]
