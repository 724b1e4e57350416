"""Files of an application: who may add which paper when, and who opens them. A2."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.actors import Actor, Seat
from accounts.posts import Post
from applications import queries
from applications.models import Application, Material
from applications.states import OPEN, State

ADDING = (Post.INTAKE_CLERK, Post.REVIEWER, Post.APPLICANT)
LOOKING = (Post.INTAKE_CLERK, Post.REVIEWER, Post.DISPATCHER, Post.SUPERVISOR, Post.ARCHIVIST, Post.INSPECTOR)


class ApplicationPapers:
    """`documents.paper_access.PaperRules` for applications."""

    medical = frozenset({Material.Code.CAUSE_EVIDENCE.value, Material.Code.HOSPITAL_RECORD_STAMPED.value})

    def case(self, pk: UUID, actor: Actor) -> Application | None:
        return Application.objects.visible_to(actor).select_related("person").filter(pk=pk).first()

    def addable(self, case: Application, actor: Actor) -> Mapping[str, str]:
        """The region's list and other papers, until the application has been decided."""
        if case.state not in OPEN or case.seats(actor, ADDING) is None:
            return {}
        codes = dict.fromkeys([*queries.required(case), *(row.code for row in case.materials.all()), "other"])
        return {code: queries.label_of(code) for code in codes}

    def sees(self, case: Application, actor: Actor) -> bool:
        return self.seat(case, actor) is not None

    def seat(self, case: Application, actor: Actor) -> Seat | None:
        """The agency's own posts, the person and whoever applied; those of agencies above by their area."""
        found = case.seats(actor, (*LOOKING, Post.APPLICANT))
        return found or next((s for s in actor.seats if s.kind == "agency" and s.post in LOOKING), None)

    def added(self, case: Application, code: str, actor: Actor, now: datetime) -> None:
        """What came before acceptance is received with it; afterwards the supplement says what was brought."""
        if case.state == State.SUBMITTED:
            Material.objects.get_or_create(
                application=case,
                code=code,
                defaults={"form": Material.Form.ELECTRONIC, "received_at": now, "received_by_id": actor.user_id},
            )
