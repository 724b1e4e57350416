"""The links of a case page to the files that lie with its cases, with how many there are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.actors import Actor
from documents.models import PaperFile
from documents.paper_access import rules_of


@dataclass(frozen=True)
class Box:
    label: str
    url: str
    count: int


def file_boxes(application: Any, assessment: Any, by: Actor) -> list[Box]:
    """The boxes of a person's matter."""
    return boxes_of([("申请材料扫描件、照片", application), ("评估佐证资料", assessment)], by)


def boxes_of(cases: list[tuple[str, Any]], by: Actor) -> list[Box]:
    """A box for each case whose files the reader may open or add to; one query."""
    open_to = [(label, case) for label, case in cases if case is not None and _open(case, by)]
    stored = PaperFile.objects.filter(state=PaperFile.State.STORED, case_id__in=[case.pk for _, case in open_to])
    held = dict(stored.values_list("case_id").annotate(files=Count("pk"))) if open_to else {}
    return [
        Box(label, reverse("documents:papers", args=[case.kind_name(), case.pk]), held.get(case.pk, 0))
        for label, case in open_to
    ]


def _open(case: Any, by: Actor) -> bool:
    rules = rules_of(case.kind_name())
    return rules is not None and (rules.sees(case, by) or bool(rules.addable(case, by)))
