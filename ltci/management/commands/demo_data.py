"""Loads fictitious data for trying the system; never beside real data."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from applications.states import State as ApplicationState
from assessment.states import State as AssessmentState
from ltci.demo_data import loading


class Command(BaseCommand):
    help = "载入演示数据：五个统筹区的机构、账户、参保人和各种状态的事项，全部虚构，办到现在为止。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")
        parser.add_argument("--seed", type=int, default=loading.SEED, help="同一种子在同一天得到同样的数据")
        parser.add_argument("--matters", type=int, default=loading.MATTERS, help="事项数（至少每个情形各一件）")
        parser.add_argument("--people", type=int, default=loading.PEOPLE, help="参保人数")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LTCI_DEMONSTRATION:
            raise CommandError("演示数据的密码是公开的，只能载入演示环境（LTCI_DEMONSTRATION）。")
        if loading.is_loaded():
            if options["if_empty"]:
                return
            raise CommandError("数据库中已有机构或参保人，演示数据只能载入空的数据库。")
        begin = time.monotonic()

        def say(text: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"  [{time.monotonic() - begin:5.1f} 秒] {text}")
                self.stdout.flush()

        self._tell(
            loading.load(
                timezone.now(), seed=options["seed"], matters=options["matters"], people=options["people"], say=say
            ),
            say,
        )

    def _tell(self, report: loading.Report, say: Any) -> None:
        say(f"参保人 {report.people} 人，账户 {report.users} 个，事项 {report.matters} 件，办理 {report.acts} 次")
        say("申请：" + _counts(report.applications, ApplicationState))
        say("评估：" + _counts(report.assessments, AssessmentState))


def _counts(found: dict[str, int], states: Any) -> str:
    return "、".join(f"{state.label} {found[state.value]}" for state in states if state.value in found)
