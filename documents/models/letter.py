"""An issued letter: its number and frozen facts from the act, its PDF made once afterwards."""

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.fields import EncryptedTextField
from documents import access
from documents.kinds import CHOICES, LETTERS, LetterType

# Everything that the act decided. The facts' ciphertext is left out so that encryption keys can be rotated;
# `facts_seal` (a keyed digest of the plain facts) shows any other change before a PDF is made.
_FIXED = [
    "id",
    "kind",
    "number",
    "office_code",
    "office_name",
    "year",
    "serial",
    "case_kind",
    "case_id",
    "matter",
    "area_code",
    "agency_id",
    "issued_at",
    "issued_by_id",
    "issued_by_name",
    "addressee_masked",
    "facts_seal",
    "template_version",
    "policy_version",
    "verify_code",
]


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters as the desk speaks of them."""

    def of_matter(self, matter: uuid.UUID) -> "LetterQuerySet":
        """All letters of one matter, oldest first; their contents stay sealed."""
        return self.defer("facts").filter(matter=matter).order_by("issued_at", "number")

    def of_case(self, case_id: uuid.UUID) -> "LetterQuerySet":
        """All letters of one case, oldest first; their contents stay sealed."""
        return self.defer("facts").filter(case_id=case_id).order_by("issued_at", "number")

    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        """Those that the actor may open, asked of the chapters for many at once; forms of one person are left out."""
        return self.filter(access.scope_of(actor))

    def open_to(self, actor: Actor) -> list["Letter"]:
        """Those that the actor may open, single forms too; one by one only where a chapter cannot tell of many."""
        bulk = access.kinds_in_bulk()
        rows = list(self)
        seen = set(self.visible_to(actor).filter(case_kind__in=bulk).values_list("pk", flat=True))
        return [row for row in rows if (row.pk in seen if row.case_kind in bulk else access.can_see(row, actor))]

    def unprinted(self) -> "LetterQuerySet":
        """Letters whose PDF has not been made yet."""
        return self.filter(sha256="")


class Letter(models.Model):
    """One issued letter. Cases are named by plain columns: a letter outlives what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文书", max_length=40, choices=CHOICES)
    number = models.CharField("文号", max_length=80, unique=True)
    office_code = models.CharField("出具单位代码", max_length=40)
    office_name = models.CharField("出具单位", max_length=120)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("顺序号")
    case_kind = models.CharField("案件种类", max_length=60)
    case_id = models.UUIDField("案件", db_index=True)
    matter = models.UUIDField("事项", db_index=True)
    area_code = models.CharField("统筹区", max_length=12, db_index=True)
    agency_id = models.BigIntegerField("经办机构", null=True)
    issued_at = models.DateTimeField("出具时间")
    issued_by_id = models.BigIntegerField("出具人编号", null=True)
    issued_by_name = models.CharField("出具人", max_length=80)
    addressee_masked = models.CharField("收件人（脱敏）", max_length=80, blank=True)
    facts = EncryptedTextField("内容")
    facts_seal = models.CharField("内容校验", max_length=128)
    template_version = models.CharField("模板版本", max_length=16)
    policy_version = models.CharField("规则版本", max_length=16)
    verify_code = models.CharField("核验码", max_length=16, unique=True)
    superseded_by = models.ForeignKey(
        "self", verbose_name="被何文书取代", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    file = models.CharField("文件", max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    printed_at = models.DateTimeField("制作时间", null=True, blank=True)
    printed_template_version = models.CharField("制作时的模板版本", max_length=16, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-issued_at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["office_code", "kind", "year", "serial"],
                name="one_letter_per_number_of_a_series",
                violation_error_message="该文号已经使用。",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256="", file="", printed_at=None)
                | (~models.Q(sha256="") & ~models.Q(file="") & models.Q(printed_at__isnull=False)),
                name="a_printed_letter_has_file_hash_and_time",
                violation_error_message="文书文件、校验值和制作时间必须同时登记。",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="issued_letter_is_fixed", fields=_FIXED),
            pgtrigger.Protect(
                name="printed_letter_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sha256__gt="")
                & (
                    pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                    | pgtrigger.Q(old__file__df=pgtrigger.F("new__file"))
                    | pgtrigger.Q(old__printed_at__df=pgtrigger.F("new__printed_at"))
                    | pgtrigger.Q(old__printed_template_version__df=pgtrigger.F("new__printed_template_version"))
                ),
            ),
            pgtrigger.Protect(
                name="superseded_letter_stays_so",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__superseded_by__isnull=False)
                & pgtrigger.Q(old__superseded_by__df=pgtrigger.F("new__superseded_by")),
            ),
            pgtrigger.Protect(name="issued_letter_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"

    @property
    def letter_type(self) -> LetterType:
        """Title, word, facts class and template of this kind."""
        return LETTERS[self.kind]

    @property
    def label(self) -> str:
        """The letter's title as people know it."""
        return self.letter_type.title

    @property
    def issued_on(self) -> date:
        """The day under the letter, in China."""
        return timezone.localtime(self.issued_at).date()

    @property
    def url(self) -> str:
        """Path of the letter's own page."""
        return reverse("documents:letter", args=[self.pk])

    @property
    def printed(self) -> bool:
        """Whether the PDF exists."""
        return self.sha256 != ""

    @property
    def verify_path(self) -> str:
        """Path of the public page that verifies this letter."""
        return reverse("documents:verify", args=[self.verify_code])

    @property
    def file_name(self) -> str:
        """A name for the person's own folder: title and number."""
        return f"{self.label}-{self.number}.pdf"
