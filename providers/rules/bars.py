"""Until when an organisation may not apply again. D4, and 医保发〔2024〕13号第十条 for bodies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflow.rules.work_calendar import months_after

LABELS = {
    "failed_twice": "整改后审核仍不合格",
    "false_materials": "伪造申请材料",
    "violation": "因违法违规被解除协议",
    "breach": "因严重违约被解除协议",
}


@dataclass(frozen=True)
class Event:
    """What happened on a day, and how many months it bars; None where the region does not say."""

    cause: str
    on: date
    months: int | None
    citation: str


@dataclass(frozen=True)
class Bar:
    cause: str
    until: date
    citation: str

    @property
    def label(self) -> str:
        return LABELS[self.cause]


def bars(events: Iterable[Event], on: date) -> Iterator[Bar]:
    """Those that still hold on the day; the day `months` after the event is the last."""
    for event in events:
        if event.months is None:
            continue
        until = months_after(event.on, event.months)
        if on <= until:
            yield Bar(event.cause, until, event.citation)
