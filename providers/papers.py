"""Files of a designation: the organisation's papers, the panel's photos; who adds what when, who opens them. D2, D3."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.actors import Actor, Seat
from accounts.posts import Post
from providers import permissions, queries
from providers.acts.record_review import PHOTOS
from providers.models import Designation
from providers.states import REVIEWED, State

HANDING_IN = (State.SUBMITTED, State.SUPPLEMENTING, State.FAILED)


class DesignationPapers:
    """`documents.paper_access.PaperRules` for designations; nothing of it is medical."""

    medical: frozenset[str] = frozenset()

    def case(self, pk: UUID, actor: Actor) -> Designation | None:
        rows = Designation.objects.visible_to(actor).select_related("organisation", "agency__area")
        return rows.filter(pk=pk).first()

    def addable(self, case: Designation, actor: Actor) -> Mapping[str, str]:
        """The organisation's papers until they are received or called for; photos by the panel while it reviews."""
        if case.state in HANDING_IN and case.seats(actor, permissions.applying(case)) is not None:
            codes = dict.fromkeys([*queries.required_of(case), "medical_licence", *case.materials])
            return {code: queries.label_of(code) for code in codes}
        if case.state in REVIEWED and case.seats(actor, permissions.PANEL) is not None:
            return {PHOTOS: "现场照片"}
        return {}

    def sees(self, case: Designation, actor: Actor) -> bool:
        return self.seat(case, actor) is not None

    def seat(self, case: Designation, actor: Actor) -> Seat | None:
        """The agency's agreement side, the organisation itself, the panel; those of agencies above by their area."""
        found = case.seats(actor, (*permissions.LOOKING, *permissions.applying(case), Post.PANEL_MEMBER))
        return found or next((s for s in actor.seats if s.kind == "agency" and s.post in permissions.LOOKING), None)

    def added(self, case: Designation, code: str, actor: Actor, now: datetime) -> None:
        """What the organisation sends before acceptance counts as handed in."""
        if case.state == State.SUBMITTED and code != PHOTOS and code not in case.materials:
            Designation.objects.filter(pk=case.pk).update(materials=[*case.materials, code])
