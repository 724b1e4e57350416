"""`journal verify`: walk every chain; exit 1 with the place where one does not hold."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflow import journal
from workflow.models import JournalEntry


class Command(BaseCommand):
    help = "核对办理日志：逐条核对每个统筹区的日志链，发现被改动、删除或调换顺序的记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(journal.verify())
        for place in broken:
            self.stderr.write(f"统筹区 {place.area_code} 第 {place.seq} 条：{place.reason}")
        if broken:
            sys.exit(1)
        self.stdout.write(f"日志完整：{JournalEntry.objects.count()} 条记录全部相接。")
