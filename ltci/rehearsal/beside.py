"""What a scenario does beside the acts of cases: registers and rosters, handlers, the archive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.core.files.storage.memory import InMemoryStorage

from accounts.actors import Actor
from assessment.acts import archive
from ltci.rehearsal import rosters
from ltci.rehearsal.entrusting import ENTRUSTING
from ltci.rehearsal.reading import Step
from providers.acts import engagement as register
from providers.models import Engagement
from workflow.refusal import Code, Refusal

if TYPE_CHECKING:
    from ltci.rehearsal.playing import Play

FACTS = ("background", "department", "role", "title", "certificate")


def _propose(play: "Play", step: Step, by: Actor) -> None:
    said = dict(step.inputs)
    user, post = play.stage.user(said.pop("who")), said.pop("post")
    place = next(seat for seat in by.seats if seat.organisation_id is not None)
    organisation = next(
        row for row in (*play.stage.bodies.values(), play.stage.committee, play.stage.agency)
        if row.pk == place.organisation_id
    )  # fmt: skip
    facts = {**dict.fromkeys(FACTS, ""), **said}
    play.engaged = register.propose(user=user, organisation=organisation, post=post, by=by, now=step.at, **facts)


def _decide(act: Callable[..., Engagement]) -> Callable[["Play", Step, Actor], None]:
    def decide(play: "Play", step: Step, by: Actor) -> None:
        said = dict(step.inputs)
        row = Engagement.objects.filter(user=play.stage.user(said.pop("who"))).order_by("-pk").first()
        if row is None:
            raise Refusal(Code.WRONG_STATE, "这个人员没有申报过。")
        play.engaged = act(engagement=row, by=by, now=step.at, **said)

    return decide


def _archive(play: "Play", step: Step, by: Actor) -> None:
    if play.application is None:
        raise Refusal(Code.WRONG_STATE, "还没有提交申请。")
    play.filed = archive.make(application=play.application, by=by, now=step.at)


BESIDE: dict[str, Callable[["Play", Step, Actor], None]] = {
    "providers.propose_engagement": _propose,
    "providers.approve_engagement": _decide(register.approve),
    "providers.return_engagement": _decide(register.send_back),
    "providers.dismiss": _decide(register.dismiss),
    "providers.check_yearly": _decide(register.check_yearly),
    "providers.propose_staff": rosters.propose,
    "providers.approve_staff": rosters.approve,
    "providers.return_staff": rosters.send_back,
    "providers.record_training": rosters.train,
    "providers.enter_ban": rosters.ban,
    **ENTRUSTING,
    archive.NAME: _archive,
}


@contextmanager
def files_in_memory() -> Iterator[None]:
    """Files that a rehearsal makes go the way of its rows."""
    lazy: Any = default_storage
    kept, lazy._wrapped = lazy._wrapped, InMemoryStorage()
    try:
        yield
    finally:
        lazy._wrapped = kept
