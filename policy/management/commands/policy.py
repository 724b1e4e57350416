"""manage.py policy explain KEY --area A --on D | diff A B --on D | check"""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policy import packs, words
from policy.areas import chain
from policy.explain import Difference, Explanation, Step, area_name, compare, explain
from policy.lines import Line
from policy.resolve import NoRule, UnknownKey


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，应写作 2026-03-02。") from None


def _area(text: str) -> str:
    try:
        return chain(text)[0]
    except ValueError as error:
        raise CommandError(str(error)) from None


class Command(BaseCommand):
    help = "查看、比较和检查政策规则：policy explain / diff / check"
    # `check` has to say itself what is wrong, file by file; the system check would stop the command before that.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        shown = commands.add_parser("explain", help="一个键的值、依据和查找过程")
        shown.add_argument("key")
        shown.add_argument("--area", required=True, help="行政区划代码，例如 650100")
        shown.add_argument("--on", help="日期，例如 2026-03-02；不写为今天")
        shown.add_argument("--json", action="store_true")
        different = commands.add_parser("diff", help="两个地区不同的规则")
        different.add_argument("one")
        different.add_argument("other")
        different.add_argument("--on")
        checked = commands.add_parser("check", help="检查政策数据，有错误时退出码为 1")
        checked.add_argument("--root", type=Path, default=packs.ROOT, help="政策文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(**options)

    def _explain(self, key: str, area: str, on: str | None, json: bool, **options: Any) -> None:
        try:
            found = explain(key, area=_area(area), on=_day(on) if on else timezone.localdate())
        except (UnknownKey, NoRule) as error:
            raise CommandError(str(error.args[0])) from None
        self.stdout.write(_as_json(found) if json else _as_text(found))

    def _diff(self, one: str, other: str, on: str | None, **options: Any) -> None:
        day = _day(on) if on else timezone.localdate()
        found = compare(_area(one), _area(other), on=day)
        for difference in found:
            self.stdout.write(_difference_text(difference, one, other))
        self.stdout.write(f"{day}：{area_name(one)}与{area_name(other)}有 {len(found)} 项规则不同。")

    def _check(self, root: Path, **options: Any) -> None:
        read, problems = packs.read(root)
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"政策数据有 {len(problems)} 处错误。", returncode=1)
        lines = sum(len(found) for pack in read.areas.values() for found in pack.values())
        self.stdout.write(
            f"政策数据没有错误：{len(read.catalogue.keys)} 个键，{len(read.areas)} 个地区，{lines} 条规则。"
        )


def _as_text(found: Explanation) -> str:
    line = found.line
    rows = [
        f"{line.label}（{line.key}）",
        f"  值：{found.shown}",
        f"  依据：{line.citation}（{line.basis_label}，{area_name(line.area)}）",
        f"  文件：{'；'.join(part for part in (found.title, found.status, found.source) if part)}",
    ]
    if line.note:
        rows.append(f"  说明：{line.note}")
    if line.from_day or line.until:
        rows.append(f"  期间：{line.from_day or '不限'} 至 {line.until or '不限'}")
    return "\n".join([*rows, "  查找过程：", *(_step_text(step) for step in found.steps)])


def _step_text(step: Step) -> str:
    mark = "→" if step.applies else " "
    if step.line is None:
        return f"   {mark} {step.area_name}（{step.area}）：没有规定"
    told = f"{words.shown(step.line)}，{step.line.citation}（{step.line.basis_label}）"
    return f"   {mark} {step.area_name}（{step.area}）：{told}"


def _as_json(found: Explanation) -> str:
    steps = [{"area": step.area, "line": _line_fields(step.line), "applies": step.applies} for step in found.steps]
    fields = {**_line_fields(found.line), "text": found.title, "status": found.status, "steps": steps}  # type: ignore[dict-item]
    return json.dumps(fields, ensure_ascii=False, indent=2)


def _line_fields(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    days = {name: day.isoformat() if day else None for name, day in (("from", line.from_day), ("until", line.until))}
    plain = {
        name: getattr(line, name) for name in ("key", "label", "value", "unit", "citation", "basis", "area", "note")
    }
    return {**plain, **days}


def _difference_text(difference: Difference, one: str, other: str) -> str:
    pairs = zip((one, other), difference.shown, (difference.one, difference.other), strict=True)
    rows = [f"  {area_name(area)}：{shown}，{line.citation}（{line.basis_label}）" for area, shown, line in pairs]
    return "\n".join([f"{difference.label}（{difference.key}）", *rows])
