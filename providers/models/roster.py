from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.crypto import blind_index, mask_id_number
from accounts.fields import EncryptedTextField
from accounts.posts import Kind, Post
from workflow.models.case import AGENCY_POSTS


class StaffMemberQuerySet(models.QuerySet["StaffMember"]):
    def visible_to(self, actor: Actor) -> Self:
        """Managers see their own organisation's roster, carers themselves, the agency those of its area."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.post == Post.PROVIDER_MANAGER:
                scope |= Q(organisation_id=seat.organisation_id)
            elif seat.kind == Kind.AGENCY and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(organisation__area__code__startswith=prefix(seat.area_code))
        if actor.user_id is not None:
            scope |= Q(user_id=actor.user_id)
        return self.filter(scope)

    def serving(self, on: date) -> Self:
        """Those who may serve on a day: on the roster, with a certificate that has not run out, not banned from it."""
        from providers.models.roster_change import PracticeBan

        held = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        lasting = Q(certificate_until__isnull=True) | Q(certificate_until__gte=on)
        banned = PracticeBan.objects.filter(scope=PracticeBan.Scope.PRACTISE, starts_on__lte=on, ends_on__gte=on)
        return self.filter(held, lasting, state="active").exclude(id_index__in=banned.values("id_index"))

    def with_id_number(self, id_number: str) -> Self:
        return self.filter(id_index=blind_index(id_number, "id_number"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class StaffMember(models.Model):
    """Somebody on a provider's roster under real name (实名制): carer, nurse, doctor, manager or family carer.

    新疆第十四条; 黑龙江第十四条; 天津通知（四）; 医保办发〔2024〕21号第十九条.
    """

    class Kind(models.TextChoices):
        CARER = "carer", "长期照护师、护理员"
        NURSE = "nurse", "护士"
        DOCTOR = "doctor", "医师"
        MANAGER = "manager", "专职管理人员"
        FAMILY = "family", "亲情照护人员"

    class State(models.TextChoices):
        ACTIVE = "active", "在岗"
        SUSPENDED = "suspended", "暂停服务"
        LEFT = "left", "已离岗"

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="roster", verbose_name="服务机构"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账户"
    )
    name = models.CharField("姓名", max_length=60)
    id_number = EncryptedTextField("证件号码")
    id_index = models.CharField("证件号码索引", max_length=64, db_index=True, editable=False)
    id_last4 = models.CharField("证件号码后四位", max_length=4, editable=False)
    kind = models.CharField("人员类别", max_length=10, choices=Kind, default=Kind.CARER)
    nhsa_code = models.CharField("医保人员编码", max_length=32, blank=True)
    certificate = models.CharField("资格证书", max_length=80, blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    labour_contract = models.BooleanField("已签劳动合同并缴纳社会保险", default=False)
    trained_from = models.DateField("实践培训起始日期", null=True, blank=True)
    trained_until = models.DateField("实践培训完成日期", null=True, blank=True)
    starts_on = models.DateField("在岗起始日期")
    ends_on = models.DateField("离岗日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ACTIVE)

    objects = StaffMemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务人员"
        ordering = ["organisation", "kind", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_leave_after_they_start",
                violation_error_message="离岗日期不能早于在岗起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(trained_until__isnull=True) | Q(trained_until__gte=F("trained_from")),
                name="training_ends_after_it_begins",
                violation_error_message="培训完成日期不能早于起始日期。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "id_index", "kind"],
                condition=~Q(state="left"),
                name="a_person_is_on_a_roster_once_per_kind",
                violation_error_message="这个人已在本机构名册中。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "nhsa_code", "kind"],
                condition=~Q(nhsa_code="") & ~Q(state="left"),
                name="a_code_stands_once_on_a_roster",
                violation_error_message="这个医保人员编码已在本机构名册中。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="staff_stay_on_record", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"

    def identify(self, id_number: str) -> None:
        """Set the sealed number with the index by which it is found."""
        self.id_number, self.id_index = id_number, blind_index(id_number, "id_number")
        self.id_last4 = id_number[-4:]

    @property
    def masked_id(self) -> str:
        return mask_id_number(self.id_number)
