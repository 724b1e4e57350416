import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField
from assessment.models.assessment import Assessment

# A vote lies in the member's row; once the panel has closed, the row stays as it is.
CLOSED_STAYS = """
IF EXISTS (SELECT 1 FROM assessment_panel AS p WHERE p.id = OLD.panel_id AND p.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'votes_of_a_closed_panel_stay: 评定小组的表决已经结束。' USING ERRCODE = 'check_violation';
END IF;
IF TG_OP = 'DELETE' THEN
    RETURN OLD;
END IF;
RETURN NEW;
"""


class Panel(models.Model):
    """Experts of the committee who judge a first opinion together (评定专家小组). A10.

    新疆第八条（二）2; 乌鲁木齐第九条（三）.

    `decides`: one further expert, called in because the votes before gave no majority.
    """

    class Outcome(models.TextChoices):
        MAJORITY = "majority", "形成集体意见"
        SPLIT = "split", "没有形成多数意见"
        REPLACED = "replaced", "已换组"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="panels", verbose_name="评估")
    number = models.PositiveSmallIntegerField("第几组")
    decides = models.BooleanField("增派一名专家裁定", default=False)
    reason = EncryptedTextField("换组理由", blank=True)
    formed_at = models.DateTimeField("组成时间")
    formed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="组成人")
    closed_at = models.DateTimeField("表决结束时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True)
    level = models.PositiveSmallIntegerField("集体意见的等级", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评定专家小组"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="panel_has_its_number"),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(closed_at__isnull=True),
                name="one_panel_votes_at_a_time",
                violation_error_message="已有评定小组正在表决。",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="a_closed_panel_says_what_came_of_it",
                violation_error_message="表决结束须写明结果。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="majority", level__isnull=False, level__lte=5)
                | ~Q(outcome="majority") & Q(level__isnull=True),
                name="a_majority_has_its_level",
                violation_error_message="形成集体意见须有等级。",
            ),
        ]
        ordering = ["number"]


class PanelMember(models.Model):
    """A member of a panel, with the vote that he gives by himself."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="members", verbose_name="评定小组")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评定专家")
    level = models.PositiveSmallIntegerField("表决的等级", null=True, blank=True)
    reason = EncryptedTextField("理由", blank=True)
    voted_at = models.DateTimeField("表决时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评定小组成员"
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="an_expert_sits_in_a_panel_once"),
            models.CheckConstraint(
                condition=Q(voted_at__isnull=True, level__isnull=True)
                | Q(voted_at__isnull=False, level__isnull=False, level__lte=5),
                name="a_vote_has_its_level_and_moment",
                violation_error_message="表决须有等级和时间。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="votes_of_a_closed_panel_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=CLOSED_STAYS,
            )
        ]
        ordering = ["id"]
