"""One matter in each state, brought there by real acts, built once and used in savepoints."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tests.scene import DEPENDENT, MILD, Scene
from workflow.tasks import sweep

NAMES = (
    "intake_clerk", "reviewer", "dispatcher", "supervisor", "body_manager", "committee_secretary",
    *(f"{post}_{number}" for post in ("assessor", "expert", "committee_expert") for number in (1, 2, 3)),
)  # fmt: skip
AREA = "XJ"  # both routes, extension and notice: the region with the most acts


def in_state(state: str, area: str = AREA) -> Scene:
    """A matter whose application or assessment is in `state`; Xinjiang goes by the body unless a state needs else."""
    scene = Scene(area)
    if state == "draft":
        scene.application = scene.draft(self_scale=DEPENDENT)
        scene.application.save()
    elif state in ("withdrawn", "lapsed", "refused", "cancelled"):
        _ended(scene, state)
    else:
        getattr(scene, state)()
    return engaged(scene)


def engaged(scene: Scene) -> Scene:
    """Everybody is there before a savepoint begins, so that nobody is gone when it is rolled back."""
    for name in NAMES:
        scene.user(name)
    return scene


def _ended(scene: Scene, state: str) -> None:
    if state == "withdrawn":
        scene.submitted()
        scene.act("applications.withdraw", "intake_clerk")
    elif state == "lapsed":
        scene.supplementing()
        sweep(scene.later(60), matter=scene.stage.person.applications.get().matter)
        scene.refresh()
    elif state == "refused":
        scene.submitted()
        scene.act("applications.refuse", "intake_clerk", grounds=["outside_fund"])
    else:
        scene.assigned()
        scene.act("assessment.cancel", "supervisor", reason="派单有误")


def not_qualifying(area: str = AREA) -> Scene:
    """A confirmed conclusion below the levels that qualify."""
    scene = Scene(area)
    scene.confirmed(MILD)
    return engaged(scene)


def by_committee(state: str, area: str = AREA) -> Scene:
    """A matter on the committee's route: visited, or proposed by the secretary."""
    scene = Scene(area)
    if state == "visited":
        scene.visited(route="committee")
    else:
        scene.in_committee()
        scene.act("assessment.propose", "committee_secretary")
    return engaged(scene)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
