from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.crypto import mask_id_number
from accounts.fields import EncryptedTextField
from care.models.benefit import PROVIDER_POSTS, Benefit
from care.models.family_carer import FamilyCarer


class FamilyCarerEntryQuerySet(models.QuerySet["FamilyCarerEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may see the benefit; a provider what it entered itself."""
        places = [seat.organisation_id for seat in actor.seats if seat.post in PROVIDER_POSTS]
        seen = Q(benefit__in=Benefit.objects.visible_to(actor.without(PROVIDER_POSTS)))
        return self.filter(seen | Q(provider_id__in=places))

    def open(self) -> Self:
        return self.filter(state=FamilyCarerEntry.State.PROPOSED)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class FamilyCarerEntry(models.Model):
    """A family carer whom the provider enters for a person while training them; the agency approves or sends back.

    天津通知（四）、（七）. Approved, the carer stands on the provider's roster, until the training is over a temporary
    one (临时性亲情照护人员).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        APPROVED = "approved", "已通过"
        RETURNED = "returned", "已退回"

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="family_entries", verbose_name="待遇")
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="服务机构")
    name = models.CharField("姓名", max_length=60)
    id_number = EncryptedTextField("证件号码")
    relation = models.CharField("与参保人关系", max_length=20)
    trained_from = models.DateField("实践培训起始日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    proposed_at = models.DateTimeField("登记时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    tie = models.OneToOneField(
        FamilyCarer, models.PROTECT, null=True, blank=True, related_name="entry", verbose_name="亲情照护"
    )

    objects = FamilyCarerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "亲情照护人员登记"
        ordering = ["benefit", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit"],
                condition=Q(state="proposed"),
                name="one_family_carer_of_a_person_is_checked_at_a_time",
                violation_error_message="已有一名亲情照护人员待审核。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="a_family_carer_is_entered_and_checked_by_two_people",
                violation_error_message="登记和审核不能是同一人。",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""),
                name="a_returned_family_carer_says_why",
                violation_error_message="退回须写明理由。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="family_carer_entries_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_state_display()}）"

    @property
    def masked_id(self) -> str:
        return mask_id_number(self.id_number)
