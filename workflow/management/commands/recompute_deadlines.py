"""Count all live deadlines anew by the calendar in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflow.deadlines import recounting
from workflow.models.deadline_kind import DeadlineKind
from workflow.refusal import Refusal


class Command(BaseCommand):
    help = "按现行工作日历重算全部计时中和暂停的期限，列出变动的日期。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="系统管理员", help="操作人")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change = recounting.recompute(timezone.now(), options["by"], "重算全部期限")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"重算{change.examined}项期限，变动{change.moved}项。")
        for number, kind, old, new in change.rows:
            self.stdout.write(f"  期限{number} {DeadlineKind(kind).label}：{old} → {new}")
