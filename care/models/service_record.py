from dataclasses import dataclass
from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.fields import EncryptedJSONField
from accounts.posts import Kind, Post
from care.models.benefit import HANDLER_POSTS, Benefit, Mode
from care.models.service_upload import ServiceUpload
from providers.models import StaffMember
from workflow.models.case import AGENCY_POSTS

# Whoever is with one person only (`exclusive`) is with no other at that time, on whichever roster; one question for all
# rows of a statement, because an index of ranges would cost a month of records more than all the rest. Two sendings at
# once wait for each other by the person.
ONE_PLACE = """
    SELECT min(f.started_at) - interval '1 day', max(f.ended_at), array_agg(DISTINCT f.carer_id)
    INTO since, until, carers FROM fresh f WHERE f.exclusive;
    IF carers IS NULL THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(710, l.who) FROM (
        SELECT DISTINCT hashtext(m.id_index) AS who FROM providers_staffmember m WHERE m.id = ANY(carers) ORDER BY 1
    ) l;
    carers := ARRAY(SELECT other.id FROM providers_staffmember other WHERE other.id_index IN (
        SELECT mine.id_index FROM providers_staffmember mine WHERE mine.id = ANY(carers)));
    IF EXISTS (
        SELECT 1 FROM (
            SELECT o.started_at, max(o.ended_at) OVER (
                PARTITION BY m.id_index ORDER BY o.started_at, o.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS busy_until
            FROM care_servicerecord o JOIN providers_staffmember m ON m.id = o.carer_id
            WHERE o.carer_id = ANY(carers) AND o.started_at > since AND o.started_at < until
              AND o.state = 'recorded' AND o.exclusive
        ) b WHERE b.busy_until > b.started_at
    ) THEN
        RAISE EXCEPTION 'a_carer_is_in_one_place_at_a_time' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
"""


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    def visible_to(self, actor: Actor) -> Self:
        """The provider's managers its own, carers what they did, the agency its area's, the person its own."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.post == Post.PROVIDER_MANAGER:
                scope |= Q(provider_id=seat.organisation_id)
            elif seat.kind == Kind.AGENCY and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(benefit__area_code__startswith=prefix(seat.area_code))
            elif seat.post in HANDLER_POSTS:
                scope |= Q(benefit__handler_id=seat.organisation_id)
        if actor.user_id is not None:
            scope |= Q(carer__user_id=actor.user_id) | Q(benefit__person__user_id=actor.user_id)
            scope |= Q(benefit__application__applicant_user_id=actor.user_id)
        return self.filter(scope)

    def live(self) -> Self:
        """Those that count: neither corrected by a later one nor struck out."""
        return self.filter(state=ServiceRecord.State.RECORDED)

    def between(self, first: date, last: date) -> Self:
        return self.filter(served_on__gte=first, served_on__lte=last)

    def unclaimed(self) -> Self:
        return self.live().filter(claimed_at__isnull=True)


@dataclass(frozen=True)
class DoneItem:
    """One thing done in a service; `code` empty for what is outside the catalogue, which has its own name, price 0."""

    code: str
    name: str
    times: int
    price_fen: int


class ServiceRecord(models.Model):
    """One service done: for whom, by whom, from when to when, where, what. C5.

    What was recorded never changes: a correction is a new record that names the one it corrects, and is possible until
    the record is claimed (`claimed_at`, `claim`: set by the settlement). `exclusive`: the carer is with one person only
    (at home), so that no second service of hers may overlap.
    What was done stands in four lists of one length (`items` reads them): a month of records is written at once, and a
    table of its own would cost as much again. What no query needs has no index.
    新疆第十六、十七条; 宁夏第二十、二十二条; 黑龙江第十六、十七条; 天津通知（六）、（七）.
    """

    class State(models.TextChoices):
        RECORDED = "recorded", "有效"
        CORRECTED = "corrected", "已更正"
        STRUCK = "struck", "已作废"

    class Source(models.TextChoices):
        PHONE = "phone", "手机登记"
        UPLOAD = "upload", "批量上传"
        API = "api", "接口上传"
        FAMILY = "family", "亲情照护打卡"

    class Identity(models.TextChoices):
        CARD = "card", "身份证件"
        VOUCHER = "voucher", "医保电子凭证或社保卡"
        FACE = "face", "人脸核验"

    class Place(models.TextChoices):
        HOME = "home", "参保人家中"
        COMMUNITY = "community", "社区服务点"
        INSTITUTION = "institution", "机构内"

    # Nothing deletes a benefit, a member of staff or a record (triggers), so that no row needs to be checked for it.
    benefit = models.ForeignKey(
        Benefit, models.PROTECT, related_name="records", db_index=False, db_constraint=False, verbose_name="待遇"
    )
    provider = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="服务机构",
    )  # fmt: skip
    carer = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="records", db_index=False, db_constraint=False,
        verbose_name="服务人员",
    )  # fmt: skip
    codes = ArrayField(models.CharField(max_length=40, blank=True), verbose_name="项目代码", default=list)
    names = ArrayField(models.CharField(max_length=80), verbose_name="项目名称", default=list)
    times = ArrayField(models.PositiveSmallIntegerField(), verbose_name="次数", default=list)
    prices_fen = ArrayField(models.PositiveIntegerField(), verbose_name="单价（分）", default=list)
    mode = models.CharField("护理服务方式", max_length=12, choices=Mode)
    served_on = models.DateField("服务日期")
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    exclusive = models.BooleanField("一对一服务", default=True)
    place = models.CharField("地点", max_length=12, choices=Place)
    fixes = EncryptedJSONField("起止定位", default=dict, blank=True)
    identity = models.CharField("身份核验方式", max_length=8, choices=Identity, blank=True)
    signed_by_name = models.CharField("签名人", max_length=80, blank=True)
    signature = models.UUIDField("签名文件", null=True, blank=True)
    photos = ArrayField(models.UUIDField(), verbose_name="照片", default=list, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source)
    client_key = models.CharField("终端记录号", max_length=80)
    upload = models.ForeignKey(
        ServiceUpload, models.PROTECT, null=True, blank=True, related_name="records", db_index=False,
        db_constraint=False, verbose_name="上传",
    )  # fmt: skip
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="登记人",
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECORDED)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", db_constraint=False,
        verbose_name="更正的记录",
    )  # fmt: skip
    reason = models.CharField("更正理由", max_length=300, blank=True)
    claimed_at = models.DateTimeField("申报时间", null=True, blank=True)
    claim = models.UUIDField("申报批次", null=True, blank=True)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务记录"
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")),
                name="a_service_ends_after_it_starts",
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(codes__len__gt=0, names__len=F("codes__len"), times__len=F("codes__len")),
                name="a_service_says_what_was_done",
                violation_error_message="须写明服务内容。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__lte=F("recorded_at")),
                name="a_service_is_recorded_when_it_is_over",
                violation_error_message="不能登记尚未结束的服务。",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""),
                name="a_correction_says_why",
                violation_error_message="更正须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(claim__isnull=False, state="recorded"),
                name="only_what_counts_is_claimed",
                violation_error_message="只有有效的记录可以申报。",
            ),
            models.UniqueConstraint(
                fields=["provider", "client_key"],
                name="a_service_is_sent_once",
                violation_error_message="这条记录已经登记过。",
            ),
            models.UniqueConstraint(
                fields=["carer", "started_at", "benefit"],
                condition=Q(state="recorded"),
                name="a_service_is_recorded_once",
                violation_error_message="同一人员同一时间的服务已经登记过。",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "served_on"], name="service_record_by_provider"),
            models.Index(fields=["benefit", "served_on"], name="service_record_by_benefit"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_carer_is_in_one_place_at_a_time",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="fresh"),
                declare=[("since", "timestamptz"), ("until", "timestamptz"), ("carers", "bigint[]")],
                func=ONE_PLACE,
            ),
            pgtrigger.Protect(name="service_records_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="service_records_do_not_change",
                exclude=["state", "claimed_at", "claim", "fixes"],  # fixes: sealed anew when keys change
            ),
        ]

    def __str__(self) -> str:
        return f"{self.served_on} {self.get_state_display()}"

    @property
    def items(self) -> list[DoneItem]:
        """What was done, in the order in which it was said."""
        rows = zip(self.codes, self.names, self.times, self.prices_fen, strict=True)
        return [DoneItem(*row) for row in rows]

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds() // 60)


class ServiceRating(models.Model):
    """What the person says of one service; given once."""

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="rating", verbose_name="服务记录")
    stars = models.PositiveSmallIntegerField("满意度")
    words = models.CharField("意见", max_length=300, blank=True)
    given_at = models.DateTimeField("评价时间")
    given_by_name = models.CharField("评价人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "服务评价"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5),
                name="stars_are_one_to_five",
                violation_error_message="满意度为1至5星。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="ratings_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
