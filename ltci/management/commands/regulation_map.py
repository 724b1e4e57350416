"""Requirement → tests, read from the marks on the tests; `--check` compares with what is committed."""

import ast
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

MAP = Path("docs/regulation-map.md")
TITLES = Path("docs/requirements.csv")


class Command(BaseCommand):
    help = "由测试上的 requirement 标记生成 docs/regulation-map.md；--check 只核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        text, unknown = regulation_map(root)
        if unknown:
            self.stderr.write(f"测试标记了不存在的条目：{'、'.join(sorted(unknown))}")
            sys.exit(1)
        path = root / MAP
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            self.stderr.write("docs/regulation-map.md 已过时，请运行 manage.py regulation_map。")
            sys.exit(1)


def regulation_map(root: Path) -> tuple[str, set[str]]:
    """The map as Markdown, and the IDs that tests name but the list of requirements does not have."""
    with (root / TITLES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    proofs: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for requirement, name in marks(path):
            proofs.setdefault(requirement, []).append(f"`{path.relative_to(root)}::{name}`")
    lines = [
        "# 规定条目与测试",
        "",
        "由 `manage.py regulation_map` 生成，请勿手改。“—”表示尚未实现。",
        "",
        "| 条目 | 内容 | 测试 |",
        "|---|---|---|",
        *(f"| {row['id']} | {row['title']} | {'<br>'.join(proofs.get(row['id'], [])) or '—'} |" for row in rows),
        "",
    ]
    return "\n".join(lines), set(proofs) - {row["id"] for row in rows}


def marks(path: Path) -> Iterator[tuple[str, str]]:
    """(requirement, test name) of one file: marks on functions, on classes and on the whole module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = [
        found
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
        for found in _ids(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = [found for decorator in node.decorator_list for found in _ids(decorator)]
            for requirement in dict.fromkeys([*own, *whole]):
                yield requirement, node.name


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "requirement":
            yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant))
