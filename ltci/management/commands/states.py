"""Draw the states of each kind of case from its transitions; `--check` compares with what is committed."""

import sys
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflow.flow import edges
from workflow.models.case import Case

FOLDER = Path("docs/states")


class Command(BaseCommand):
    help = "由状态流转表生成 docs/states 下的状态图；--check 只核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for model in (m for m in apps.get_models() if issubclass(m, Case)):
            path = Path(settings.BASE_DIR) / FOLDER / f"{model._meta.model_name}.md"
            text = drawing(model)
            if options["check"]:
                stale += [] if path.exists() and path.read_text(encoding="utf-8") == text else [path.name]
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale:
            self.stderr.write(f"状态图已过时：{'、'.join(stale)}。请运行 manage.py states。")
            sys.exit(1)


def drawing(model: type[Case]) -> str:
    """Markdown with a Mermaid diagram and the table of transitions."""
    labels = dict(model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
    rows = list(edges(model))
    diagram = [f"    {edge.source} --> {edge.target}: {edge.verb}" for edge in rows]
    names = [f"    {code}: {code} {label}" for code, label in labels.items()]
    table = [
        f"| {labels[edge.source]} | `{edge.verb}` {edge.label} | {labels[edge.target]} | {edge.article} |"
        for edge in rows
    ]
    return "\n".join(
        [
            f"# {model._meta.verbose_name}：状态流转",
            "",
            "由 `manage.py states` 生成，请勿手改。",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *names,
            *diagram,
            "```",
            "",
            "| 原状态 | 办理 | 新状态 | 依据 |",
            "|---|---|---|---|",
            *table,
            "",
        ]
    )
