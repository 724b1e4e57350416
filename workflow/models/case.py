import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from accounts.actors import Actor, Seat
from accounts.posts import Post
from workflow.flow import edges

AGENCY_POSTS = frozenset(
    {
        Post.INTAKE_CLERK,
        Post.REVIEWER,
        Post.DISPATCHER,
        Post.SUPERVISOR,
        Post.ARCHIVIST,
        Post.INSPECTOR,
        Post.AGREEMENT_OFFICER,
        Post.FIRST_REVIEWER,
        Post.RECHECKER,
        Post.PAYER,
    }
)
CLOCK_POST = "clock"


class Case(models.Model):
    """One case of a matter: what every kind of case has, whichever chapter it belongs to."""

    FLOW_FIELD: ClassVar[str] = "state"
    # What nearly every act reads of a case: read with its row, in one query.
    READ_WITH: ClassVar[tuple[str, ...]] = ("agency__area",)

    id = models.UUIDField("内部编号", primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.UUIDField("事项编号", db_index=True, editable=False)
    area_code = models.CharField("统筹区", max_length=6, db_index=True)
    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    policy_on = models.DateField("适用规则日期")
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        abstract = True

    @classmethod
    def kind_name(cls) -> str:
        """`applications.application`: how journal, deadlines and letters name this kind of case."""
        return str(cls._meta.label_lower)

    @classmethod
    def sources(cls, verb: str) -> frozenset[str]:
        """States from which the transition `verb` starts."""
        return frozenset(edge.source for edge in edges(cls) if edge.verb == verb)

    def seats(self, actor: Actor, posts: Iterable[str]) -> Seat | None:
        """The seat in which `actor` may act on this case under one of `posts`, or None."""
        for post in posts:
            seat = self.seat_for(actor, post)
            if seat is not None:
                return seat
        return None

    def seat_for(self, actor: Actor, post: str) -> Seat | None:
        if post == Post.APPLICANT:
            return Seat(Post.APPLICANT, None, "", self.area_code, "") if self.belongs_to(actor) else None
        if post == CLOCK_POST:
            return actor.seat((CLOCK_POST,))
        organisation = self.organisation_of(post)
        return actor.seat((post,), organisation) if organisation is not None else None

    def organisation_of(self, post: str) -> int | None:
        """The organisation in which `post` must be held to act here; later chapters add bodies and providers."""
        return self.agency_id if post in AGENCY_POSTS else None

    def belongs_to(self, actor: Actor) -> bool:
        """Whether `actor` is the person whose case this is, or the one who applied for that person."""
        return False

    def snapshot(self) -> dict[str, Any]:
        """Plain column values for the journal's «what changed»; encrypted columns appear only as changed or not."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
