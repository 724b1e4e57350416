import hashlib
import secrets
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

PREFIX = "ltci"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self, now: datetime) -> Self:
        """Neither run out nor revoked, of an account that is open."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)


class ApiToken(models.Model):
    """A key with which another system acts as one account: what that account may do on the day, within the scopes.

    The secret is shown once; only its digest is kept.
    新疆第四十一、四十五条; 宁夏第五十五、五十八条; 黑龙江第四十一、四十五条.
    """

    class Scope(models.TextChoices):
        READ = "read", "读取"
        ACT = "act", "办理"
        FILES = "files", "上传资料"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens", verbose_name="账户")
    name = models.CharField("用途", max_length=80)
    key = models.CharField("编号", max_length=16, unique=True)
    digest = models.CharField("摘要", max_length=64)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name="范围")
    created_at = models.DateTimeField("建立时间")
    created_by_name = models.CharField("建立人", max_length=60)
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by_name = models.CharField("撤销人", max_length=60, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="a_token_ends_after_it_begins",
                violation_error_message="失效时间须晚于建立时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

    @classmethod
    def make(cls, **values: Any) -> tuple["ApiToken", str]:
        """A new token, unsaved, and the word that its holder sends; that is not kept anywhere."""
        key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        return cls(key=key, digest=digest_of(secret), **values), f"{PREFIX}_{key}_{secret}"

    def matches(self, secret: str) -> bool:
        return secrets.compare_digest(self.digest, digest_of(secret))


def digest_of(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parts(word: str) -> tuple[str, str] | None:
    """(key, secret) of what was sent, or None for what is no token."""
    prefix, _, rest = word.partition("_")
    key, _, secret = rest.partition("_")
    return (key, secret) if prefix == PREFIX and key and secret else None
