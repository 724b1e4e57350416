"""Rehearse scenarios: the same acts as pages and API, in a transaction that is rolled back."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from ltci.rehearsal.playing import Outcome, play
from ltci.rehearsal.reading import Matter, NoScenario, read


class Command(BaseCommand):
    help = "按天演练事项：逐步办理、逐步核对，全部回滚。退出码 0 相符，1 不符，2 文件不是演练脚本。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="输出机器可读的结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            matters = [(path, matter) for path in options["files"] for matter in read(path)]
        except NoScenario as error:
            self.stderr.write(f"不是演练脚本：{error}")
            sys.exit(2)
        prepare_empty_database()
        results = [(path, matter, play(matter)) for path, matter in matters]
        if options["json"]:
            self.stdout.write(json.dumps([_row(*result) for result in results], ensure_ascii=False, indent=1))
        else:
            for result in results:
                self._tell(*result)
        if not all(outcome.holds for _, _, outcomes in results for outcome in outcomes):
            sys.exit(1)

    def _tell(self, path: Path, matter: Matter, outcomes: list[Outcome]) -> None:
        self.stdout.write(f"{path.name} · {matter.name}（{matter.area}）")
        for outcome in outcomes:
            step = outcome.step
            mark = "✓" if outcome.holds else "✗"
            refused = f" 拒绝 {outcome.refusal.code}：{outcome.refusal}" if outcome.refusal else ""
            self.stdout.write(f"  {mark} {step.at:%Y-%m-%d %H:%M} {step.by or '系统时钟'} {step.act}{refused}")
            for difference in outcome.differences:
                self.stdout.write(f"      第 {step.line} 行 {difference}")


def prepare_empty_database() -> None:
    """A newcomer rehearses before anything else was started: a database without any table gets its tables first."""
    if not connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)


def _row(path: Path, matter: Matter, outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "file": str(path),
        "matter": matter.name,
        "area": matter.area,
        "holds": all(outcome.holds for outcome in outcomes),
        "steps": [
            {
                "line": outcome.step.line,
                "on": outcome.step.at.isoformat(),
                "by": outcome.step.by,
                "act": outcome.step.act,
                "refused": outcome.refusal.code if outcome.refusal else None,
                "message": str(outcome.refusal) if outcome.refusal else None,
                "differences": outcome.differences,
            }
            for outcome in outcomes
        ],
    }
