"""Prints the sign-ins of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ltci.demo_data import signing_in
from ltci.demo_data.loading import is_loaded
from ltci.demo_data.staff import PASSWORD


class Command(BaseCommand):
    help = "列出演示账户：每个岗位的用户名和公用密码。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LTCI_DEMONSTRATION:
            raise CommandError("这里不是演示环境，没有公开的账户。")
        if not is_loaded():
            raise CommandError("还没有演示数据，请先运行 manage.py demo_data。")
        for line in signing_in.lines(timezone.localdate()):
            self.stdout.write(line)
        self.stdout.write(f"\n  所有演示账户的密码都是 {PASSWORD}")
