from django.db import models

GENESIS = "0" * 64


class JournalHead(models.Model):
    """The end of one area's chain; its row lock hands out numbers, so that no two entries share a predecessor."""

    area_code = models.CharField("统筹区", max_length=6, primary_key=True)
    seq = models.BigIntegerField("最后序号", default=0)
    hash = models.CharField("最后哈希", max_length=64, default=GENESIS)

    class Meta:
        verbose_name = verbose_name_plural = "日志链尾"
