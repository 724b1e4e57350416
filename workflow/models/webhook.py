from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Webhook(models.Model):
    """Another system that wants to be told of acts, as far as one account may see their cases.

    新疆第四十一条; 宁夏第五十五条; 黑龙江第四十一条 (与评估机构、服务机构和上级平台交换信息).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhooks", verbose_name="账户")
    name = models.CharField("用途", max_length=80)
    address = models.URLField("接收地址", max_length=300)
    secret = EncryptedTextField("签名密钥")
    acts = ArrayField(models.CharField(max_length=60), verbose_name="办理事项", default=list, blank=True)
    area_prefix = models.CharField("辖区", max_length=6, blank=True)
    created_at = models.DateTimeField("建立时间")
    created_by_name = models.CharField("建立人", max_length=80)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    ended_by_name = models.CharField("停用人", max_length=80, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送订阅"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "address"],
                condition=Q(ended_at__isnull=True),
                name="an_account_has_one_webhook_per_address",
                violation_error_message="这个账户已经有推送到这个地址的订阅。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
