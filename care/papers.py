"""Papers of a benefit: photos and signatures of services, consents, signed plans. C2, C4, C5."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.actors import Actor, Seat
from accounts.posts import Kind, Post
from care.models import Benefit
from care.models.benefit import HANDLER_POSTS, PROVIDER_POSTS

SERVICE = {"service_photo": "服务照片", "service_signature": "服务签名"}
PAPERS = {
    "consent_paper": "目录外服务同意书",
    "signed_plan": "签字的护理服务计划",
    "death_proof": "死亡证明",
    "family_training": "亲情照护培训考核记录",
}
OWN = {"plan_signature": "护理服务计划签名"}
LOOKING = frozenset({Post.DISPATCHER, Post.SUPERVISOR, Post.ARCHIVIST, Post.INSPECTOR, Post.FIRST_REVIEWER})


class CarePapers:
    """`documents.paper_access.PaperRules` for benefits; all of it shows a person's health or home."""

    medical = frozenset({*SERVICE, *PAPERS, *OWN})

    def case(self, pk: UUID, actor: Actor) -> Benefit | None:
        return Benefit.objects.visible_to(actor).select_related("person", "application").filter(pk=pk).first()

    def addable(self, case: Benefit, actor: Actor) -> Mapping[str, str]:
        """Providers what services and changes are proved by, handlers what was signed, the person the signature."""
        if case.seats(actor, PROVIDER_POSTS) is not None:
            return {**SERVICE, **PAPERS}
        if case.seats(actor, HANDLER_POSTS) is not None:
            return {name: PAPERS[name] for name in ("consent_paper", "signed_plan")}
        return {**OWN, **SERVICE} if case.belongs_to(actor) else {}

    def sees(self, case: Benefit, actor: Actor) -> bool:
        return self.seat(case, actor) is not None

    def seat(self, case: Benefit, actor: Actor) -> Seat | None:
        found = case.seats(actor, (*PROVIDER_POSTS, *HANDLER_POSTS, Post.APPLICANT))
        if found is not None:
            return found
        return next((seat for seat in actor.seats if seat.kind == Kind.AGENCY and seat.post in LOOKING), None)

    def added(self, case: Benefit, code: str, actor: Actor, now: datetime) -> None:
        """A paper is no act of the case: the act that needs it says so."""


def filed(case: Any, upload: Any, code: str, by: Actor, now: datetime) -> UUID | None:
    """File what came with a form; None where nothing came."""
    from documents.papers import keep

    if not upload:
        return None
    return keep(case=case, code=code, upload=upload, by=by, now=now).pk
