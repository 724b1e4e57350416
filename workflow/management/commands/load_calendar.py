"""Load the State Council's arrangement of a year, or the built-in years."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflow import calendar
from workflow.deadlines import recounting
from workflow.models.calendar_change import CalendarChange
from workflow.models.deadline_kind import DeadlineKind
from workflow.refusal import Refusal
from workflow.rules import calendar_file


class Command(BaseCommand):
    help = "载入工作日历：--builtin 载入内置年份，或载入一个年份的放假安排文件（csv：day,kind,name）并重算期限。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="csv 文件：day,kind,name；kind 为 holiday 或 makeup")
        parser.add_argument("--builtin", action="store_true", help="载入内置的 2004 至 2040 年（不联网）")
        parser.add_argument("--year", type=int, help="文件所属的年份")
        parser.add_argument("--source", default="", help="依据文件的名称和文号")
        parser.add_argument("--by", default="系统管理员", help="载入人")
        parser.add_argument("--replace", action="store_true", help="替换已经公布过的年份")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["builtin"] == bool(options["file"]):
            raise CommandError("请给出一个文件，或者使用 --builtin。")
        if options["builtin"]:
            self._builtin(options["by"])
        else:
            self._file(options)

    def _builtin(self, by: str) -> None:
        now = timezone.now()
        years = calendar.seed(now, by)
        if not years:
            self.stdout.write("内置日历已是最新，没有变动。")
            return
        self.stdout.write(f"已载入 {min(years)} 至 {max(years)} 年中的 {len(years)} 个年份。")
        self._report(recounting.recompute(now, by, f"载入内置日历（{len(years)}个年份）"))

    def _file(self, options: dict[str, Any]) -> None:
        year, source = options["year"], options["source"].strip()
        if not year or not source:
            raise CommandError("载入文件须同时给出 --year 年份 和 --source 依据文件。")
        listed = self._read(options["file"], year)
        try:
            change = recounting.load_year(
                year, listed, source=source, by=options["by"], now=timezone.now(), replace=options["replace"]
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal}（{refusal.code}）") from refusal
        self.stdout.write(f"{year}年放假安排已载入，共{len(listed)}天。")
        self._report(change)

    def _read(self, path: Path, year: int) -> list[calendar_file.ListedDay]:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"读不到文件 {path}，或不是 UTF-8 编码的文本。") from problem
        listed, mistakes = calendar_file.read(text, year, calendar.statutory_days(year))
        if mistakes:
            raise CommandError("\n".join([f"{path} 没有载入，有{len(mistakes)}处错误：", *map(str, mistakes)]))
        return listed

    def _report(self, change: CalendarChange) -> None:
        self.stdout.write(f"重算{change.examined}项期限，变动{change.moved}项。")
        for number, kind, old, new in change.rows:
            self.stdout.write(f"  期限{number} {DeadlineKind(kind).label}：{old} → {new}")
