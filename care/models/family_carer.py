from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from care.models.benefit import PROVIDER_POSTS, Benefit
from providers.models import StaffMember


class FamilyCarerQuerySet(models.QuerySet["FamilyCarer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may see the benefit; a provider those of its own roster; family carers themselves."""
        places = [seat.organisation_id for seat in actor.seats if seat.post in PROVIDER_POSTS]
        seen = Q(benefit__in=Benefit.objects.visible_to(actor.without(PROVIDER_POSTS)))
        return self.filter(seen | Q(member__organisation_id__in=places) | Q(member__user_id=actor.user_id or 0))

    def in_training(self, day: date) -> Self:
        """Temporary ones on a day: their training is not complete."""
        return self.on(day).filter(member__trained_until__isnull=True)

    def on(self, day: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class FamilyCarer(models.Model):
    """Which family carer (亲情照护人员) cares for whom, chosen by the person. C5, C9. 天津通知（四）、（七）."""

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="family_carers", verbose_name="待遇")
    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="family_ties", verbose_name="亲情照护人员")
    relation = models.CharField("与参保人关系", max_length=20)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=300, blank=True)
    exam = models.CharField("培训考核情况", max_length=300, blank=True)
    exam_paper = models.UUIDField("培训考核记录文件", null=True, blank=True)

    objects = FamilyCarerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "亲情照护"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="family_care_ends_after_it_begins",
                violation_error_message="止日不能早于起日。",
            ),
            models.UniqueConstraint(
                fields=["benefit", "member"],
                condition=Q(until__isnull=True),
                name="a_family_carer_cares_once_for_a_person",
                violation_error_message="已登记这名亲情照护人员。",
            ),
        ]
