from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.fields import EncryptedJSONField
from accounts.posts import Kind, Post
from providers.models.roster import StaffMember

CHECKERS = frozenset({Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR})


class RosterChangeQuerySet(models.QuerySet["RosterChange"]):
    def visible_to(self, actor: Actor) -> Self:
        """The provider's own changes for its manager, those of its area for the agency's agreement side."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.post == Post.PROVIDER_MANAGER:
                scope |= Q(organisation_id=seat.organisation_id)
            elif seat.kind == Kind.AGENCY and seat.post in CHECKERS and seat.area_code:
                scope |= Q(organisation__area__code__startswith=prefix(seat.area_code))
        return self.filter(scope)


class RosterChange(models.Model):
    """One change of a roster: proposed by the provider, approved or sent back by the agency, old beside new. D7.

    新疆第二十一、四十二条; 黑龙江第二十一、四十二条; 宁夏第三十二、五十七条; 天津（四）.
    """

    class Kind(models.TextChoices):
        ADD = "add", "增加人员"
        ALTER = "alter", "变更资料"
        LEAVE = "leave", "离岗"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        APPROVED = "approved", "已通过"
        RETURNED = "returned", "已退回"

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="roster_changes", verbose_name="服务机构"
    )
    member = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="人员"
    )
    kind = models.CharField("类别", max_length=6, choices=Kind)
    name = models.CharField("姓名", max_length=60)
    before = EncryptedJSONField("原资料", default=dict, blank=True)
    after = EncryptedJSONField("新资料", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申报人")
    proposed_at = models.DateTimeField("申报时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)

    objects = RosterChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册变更"
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="a_roster_change_is_proposed_and_approved_by_two_people",
                violation_error_message="申报和审核不能是同一人。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state="proposed"),
                name="one_open_change_per_member",
                violation_error_message="这名人员已有一项变更待审核。",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="roster_change_open")]
        triggers = [pgtrigger.Protect(name="roster_changes_stay", operation=pgtrigger.Delete)]


class Training(models.Model):
    """One training of a member of staff, with its certificate. D7: 新疆第二十一条; 宁夏第三十二条."""

    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="trainings", verbose_name="人员")
    title = models.CharField("培训内容", max_length=100)
    hours = models.PositiveSmallIntegerField("学时")
    ended_on = models.DateField("结束日期")
    certificate = models.CharField("证书编号", max_length=60, blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-ended_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "title", "ended_on"],
                name="a_training_is_recorded_once",
                violation_error_message="这次培训已经登记。",
            ),
        ]


class PracticeBan(models.Model):
    """Somebody who may not work or manage in a time, by a sanction. S4: 新疆第三十六条; 宁夏第五十一条."""

    class Scope(models.TextChoices):
        MANAGE = "manage", "禁止从事定点机构管理活动"
        PRACTISE = "practise", "限制从事评估和护理服务"
        PAYMENT = "payment", "暂停基金支付资格"

    id_index = models.CharField("证件号码索引", max_length=64, db_index=True)
    name = models.CharField("姓名", max_length=60)
    scope = models.CharField("范围", max_length=10, choices=Scope)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    reason = models.CharField("依据的处理决定", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "从业限制"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_ban_ends_after_it_begins",
                violation_error_message="截止日期不能早于起始日期。",
            ),
        ]
