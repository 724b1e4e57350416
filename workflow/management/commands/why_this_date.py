"""为什么是这一天: a deadline's days, one by one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow import deadlines
from workflow.models.deadline import Deadline

WEEKDAYS = "一二三四五六日"


class Command(BaseCommand):
    help = "逐日说明一项期限的到期日是怎样算出来的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deadline", type=int, help="期限编号")

    def handle(self, *args: Any, **options: Any) -> None:
        deadline = Deadline.objects.filter(pk=options["deadline"]).first()
        if deadline is None:
            raise CommandError(f"没有编号为 {options['deadline']} 的期限。")
        self.stdout.write(f"{deadline.get_kind_display()}：{deadline.amount}{deadline.get_unit_display()}")
        self.stdout.write(f"依据：{deadline.citation or '未注明'}")
        if deadline.extension_days:
            self.stdout.write(f"已延期{deadline.extension_days}日：{deadline.extension_reason}")
        for row in deadlines.trace(deadline):
            mark = "（暂定）" if row.provisional else ""
            self.stdout.write(f"{row.day} 周{WEEKDAYS[row.day.weekday()]}  {row.why}{mark}")
        self.stdout.write(f"到期日：{deadline.due_on}，至当日24时止。")
