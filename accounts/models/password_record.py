from django.conf import settings
from django.db import models


class PasswordRecord(models.Model):
    """A password once used, hashed, so that it is not used again soon."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_records", verbose_name="用户"
    )
    encoded = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("设置时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "密码历史"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"
