import unicodedata
import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.crypto import blind_index, mask_address, mask_id_number, mask_name, mask_phone
from accounts.fields import EncryptedTextField
from accounts.posts import Post
from workflow.models.case import AGENCY_POSTS

CHINA = "86"
READING_POSTS = AGENCY_POSTS | {Post.STATISTICIAN, Post.ARCHIVIST}


def phone_digits(phone: str) -> str:
    """The number as it is searched for: digits alone, without China's country code."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isascii() and sign.isdigit())
    return digits.removeprefix(CHINA) if len(digits) == 13 else digits


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """People of the areas of the agencies in which the actor sits or helps to take in, and the actor's own file."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == "agency" and seat.post in READING_POSTS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
        for held in actor.assisted("intake"):
            scope |= Q(area_code__startswith=prefix(held.area_code))
        if actor.user_id is not None:
            scope |= Q(user_id=actor.user_id)
        return self.filter(scope)

    def named(self, text: str) -> Self:
        """By the beginning of the name."""
        return self.filter(name__startswith=text)

    def spelled(self, text: str) -> Self:
        """By the beginning of the pinyin: `zhanggui` → 张桂兰."""
        return self.filter(spelling__startswith=text)

    def with_initials(self, text: str) -> Self:
        """By the beginning of the pinyin initials: `zgl` → 张桂兰."""
        return self.filter(initials__startswith=text)

    def alphabetical(self) -> Self:
        """In the order of the pinyin, as a telephone book is."""
        return self.order_by("spelling", "name", "id")

    def with_id_number(self, id_number: str) -> Self:
        return self.filter(id_index=blind_index(id_number, "id_number"))

    def with_phone(self, phone: str) -> Self:
        return self.filter(phone_index=blind_index(phone_digits(phone), "phone"))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class Person(models.Model):
    """An insured person: one file per person (一人一档). Health and contact data are encrypted at rest."""

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class InsuredType(models.TextChoices):
        EMPLOYEE = "employee", "在职职工"
        FLEXIBLE = "flexible", "灵活就业人员"
        RETIRED = "retired", "退休人员"
        RESIDENT = "resident", "未就业城乡居民"

    class IdType(models.TextChoices):
        RESIDENT_CARD = "resident_card", "居民身份证"
        HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
        FOREIGN_CARD = "foreign_card", "外国人永久居留身份证"
        PASSPORT = "passport", "护照"

    id = models.UUIDField("内部编号", primary_key=True, default=uuid.uuid4, editable=False)
    # In this collation one index serves both the beginning of a word and the order.
    name = models.CharField("姓名", max_length=60, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False, db_collation="C")
    spelling = models.CharField("拼音", max_length=200, blank=True, editable=False, db_collation="C")
    sex = models.CharField("性别", max_length=6, choices=Sex)
    born = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    id_type = models.CharField("证件类型", max_length=20, choices=IdType, default=IdType.RESIDENT_CARD)
    id_number = EncryptedTextField("证件号码")
    id_index = models.CharField("证件号码索引", max_length=64, unique=True, editable=False)
    id_last4 = models.CharField("证件号码后四位", max_length=4, editable=False)
    phone = EncryptedTextField("联系电话", blank=True)
    phone_index = models.CharField("电话索引", max_length=64, blank=True, db_index=True, editable=False)
    address = EncryptedTextField("居住地址", blank=True)
    area_code = models.CharField("参保地", max_length=6)
    insured = models.BooleanField("参加长期护理保险", default=True)
    insured_type = models.CharField("参保类型", max_length=10, choices=InsuredType, default=InsuredType.EMPLOYEE)
    insured_since = models.DateField("参保日期", null=True, blank=True)
    insured_until = models.DateField("停保日期", null=True, blank=True)
    basic_insurance = models.BooleanField("正常享受基本医疗保险待遇", default=True)
    work_injury_nursing_fee = models.BooleanField("领取工伤保险生活护理费", default=False)
    last_failed_conclusion = models.DateField("上次评定未通过日期（外部记录）", null=True, blank=True)
    undertaking_breached_on = models.DateField("违反承诺认定日期", null=True, blank=True)
    died_on = models.DateField("死亡日期", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="本人账户"
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参保人"
        constraints = [
            models.CheckConstraint(
                condition=Q(insured_until__isnull=True) | Q(insured_until__gte=models.F("insured_since")),
                name="person_insurance_ends_after_it_begins",
                violation_error_message="停保日期不能早于参保日期。",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=models.F("born")),
                name="person_dies_after_birth",
                violation_error_message="死亡日期不能早于出生日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["initials"], name="person_by_initials"),
            models.Index(fields=["spelling", "name", "id"], name="person_by_spelling"),
            models.Index(
                fields=["area_code", "id"], name="person_by_area", opclasses=["varchar_pattern_ops", "uuid_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.masked_id}）"

    @property
    def masked_id(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    def age_on(self, day: date) -> int:
        """Full years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def insured_on(self, day: date) -> bool:
        if not self.insured or self.insured_since is None or self.insured_since > day:
            return False
        return self.insured_until is None or self.insured_until >= day
