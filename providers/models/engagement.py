from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind, Post

BODY_SIDE = frozenset({Post.BODY_MANAGER, Post.COMMITTEE_SECRETARY})
AGENCY_SIDE = frozenset({Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR})


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, actor: Actor) -> Self:
        """Managers see their own organisation's, the agency those of its area."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.post in BODY_SIDE:
                scope |= Q(organisation_id=seat.organisation_id)
            elif seat.kind == Kind.AGENCY and seat.post in AGENCY_SIDE:
                scope |= Q(organisation__area__code__startswith=prefix(seat.area_code))
        return self.filter(scope)

    def in_force(self, on: date) -> Self:
        return self.filter(state=Engagement.State.IN_FORCE, starts_on__lte=on, ends_on__gte=on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Engagement(models.Model):
    """An assessor or expert of the register: who, with which qualifications, in which organisation, for which term.

    The post's appointment follows the term: approved, it begins; run out or dismissed, it ends on that day.
    乌鲁木齐第十五、十六、二十一条; 天津（二）; 医保发〔2023〕29号第十一至十四条.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        RETURNED = "returned", "已退回"
        IN_FORCE = "in_force", "聘用中"
        DISMISSED = "dismissed", "已解聘"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="engagements", verbose_name="人员")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="engagements", verbose_name="机构"
    )
    post = models.CharField(
        "岗位", max_length=24, choices=[(p.value, p.label) for p in (Post.ASSESSOR, Post.EXPERT, Post.COMMITTEE_EXPERT)]
    )
    nhsa_code = models.CharField("医保编码", max_length=32, blank=True)
    born = models.DateField("出生日期")
    education = models.CharField("学历", max_length=20)
    background = models.CharField("专业背景", max_length=40, blank=True)
    department = models.CharField("科室", max_length=40, blank=True)
    role = models.CharField("类别（医、技、护）", max_length=8, blank=True)
    title = models.CharField("职称", max_length=20, blank=True)
    practising_since = models.DateField("从业起始日期")
    certificate = models.CharField("培训证书编号", max_length=60, blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    labour_contract = models.BooleanField("已签劳动合同并缴纳社会保险", default=False)
    starts_on = models.DateField("聘期起")
    ends_on = models.DateField("聘期止")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申报人")
    proposed_at = models.DateTimeField("申报时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.CharField("退回或解聘理由", max_length=300, blank=True)
    ended_on = models.DateField("解聘日期", null=True, blank=True)
    checked_years = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="已年度考核的年份", default=list, blank=True
    )

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评估人员聘用"
        ordering = ["organisation", "post", "-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="an_engagement_ends_after_it_starts",
                violation_error_message="聘期止日须晚于起日。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="an_engagement_is_proposed_and_approved_by_two_people",
                violation_error_message="申报和审核不能是同一人。",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | (~Q(reason="") & Q(ended_on__isnull=False)),
                name="a_dismissal_says_why_and_when",
                violation_error_message="解聘须写明理由和日期。",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "post"],
                condition=Q(state="proposed"),
                name="one_proposal_for_a_person_and_post_at_a_time",
                violation_error_message="这个人员的申报正在审核。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="engagements_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} {self.get_post_display()}"
