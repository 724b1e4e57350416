from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from care.models.benefit import PROVIDER_POSTS, Benefit, Mode


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may see the benefit; a provider only what was dispatched to itself."""
        own = [seat.organisation_id for seat in actor.seats if seat.post in PROVIDER_POSTS]
        rows = self.filter(benefit__in=Benefit.objects.visible_to(actor))
        others = {seat.post for seat in actor.seats} - PROVIDER_POSTS
        return rows if others or not own else rows.filter(provider_id__in=own)

    def told(self) -> Self:
        """Those of which the provider knows: it was asked and has not declined. A choice passed over it never saw."""
        return self.filter(offered_at__isnull=False).exclude(state=Placement.State.DECLINED) | self.filter(
            state=Placement.State.ACCEPTED
        )

    def open(self) -> Self:
        return self.filter(state__in=(Placement.State.CHOSEN, Placement.State.OFFERED))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Placement(models.Model):
    """One choice of mode and provider by the person, its dispatch (派单) and the provider's answer. C1, C7.

    An accepted one is a fact of the benefit: its mode counts from `chosen_on` by the region's rule of changes, its
    provider from `serves_from`. 新疆第十五条; 宁夏第十八、二十三条; 黑龙江第十五条; 天津通知（五）.
    """

    class Kind(models.TextChoices):
        FIRST = "first", "首次选择"
        MODE = "mode", "变更服务方式"
        PROVIDER = "provider", "变更服务机构"

    class State(models.TextChoices):
        CHOSEN = "chosen", "已选择，待派单"
        OFFERED = "offered", "已派单，待接单"
        ACCEPTED = "accepted", "已接单"
        DECLINED = "declined", "已退单"
        WITHDRAWN = "withdrawn", "已撤回"

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="placements", verbose_name="待遇")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.FIRST)
    mode = models.CharField("护理服务方式", max_length=12, choices=Mode)
    variant = models.CharField("服务类型", max_length=40, blank=True)
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="服务机构")
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHOSEN)
    chosen_on = models.DateField("选择日期")
    chosen_by_name = models.CharField("选择人", max_length=80, blank=True)
    reason = models.CharField("变更原因", max_length=300, blank=True)
    offered_at = models.DateTimeField("派单时间", null=True, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="派单人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    decline_reason = models.CharField("退单理由", max_length=300, blank=True)
    serves_from = models.DateField("服务起始日期", null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "派单"
        ordering = ["benefit", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit"],
                condition=Q(state__in=("chosen", "offered")),
                name="a_benefit_has_one_open_placement",
                violation_error_message="已有一次选择或派单正在办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(serves_from__isnull=False, answered_at__isnull=False),
                name="an_accepted_placement_says_from_when",
                violation_error_message="接单须登记服务起始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="a_declined_placement_says_why",
                violation_error_message="退单须写明理由。",
            ),
        ]
        indexes = [models.Index(fields=["provider", "state"], name="placement_by_provider")]
        triggers = [pgtrigger.Protect(name="placements_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.get_state_display()}"
