"""Ring the clock's bell by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from workflow.deadlines import sweeping


class Command(BaseCommand):
    help = "办理一切已经到期的事项：自动办理、逾期标记、提醒。可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="办理到这一时刻为止（如 2026-03-18T00:30），默认现在")
        parser.add_argument("--limit", type=int, help="最多办理的自动事项数")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweeping.sweep(self._moment(options["at"]), limit=options["limit"])
        self.stdout.write(
            f"自动办理{swept.done}项，未成{swept.failed}项；逾期{swept.overdue}项，到期{swept.expired}项；提醒{swept.reminded}条。"
        )

    def _moment(self, given: str | None) -> Any:
        if given is None:
            return timezone.now()
        try:
            moment = parse_datetime(given)
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError(f"“{given}”不是时刻，应写成 2026-03-18T00:30 的形式。")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
