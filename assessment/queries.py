"""Reads that acts and pages share: who may serve, who must stay away, how a matter stands."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, ExpressionWrapper, Q, QuerySet

from accounts.models import Appointment, Organisation
from accounts.posts import Post
from assessment import disputes
from assessment.models import Assessment, Interest, PanelMember
from assessment.rules.panel import Candidate
from assessment.rules.team import Member
from assessment.states import State
from policy import chain


def current(matter: UUID) -> Assessment | None:
    """The assessment that the matter stands at: the last one opened; of two opened at one moment, the one not ended."""
    opened = Assessment.objects.filter(matter=matter).select_related("application__person")
    ended = ExpressionWrapper(Q(state__in=(State.CANCELLED, State.SUPERSEDED)), models.BooleanField())
    return opened.order_by("-created_at", ended).first()


def conclusion_in_force(matter: UUID, day: date) -> Assessment | None:
    """The conclusion of the matter that holds on `day`: neither run out nor superseded by then; one query."""
    rows = Assessment.objects.filter(matter=matter, concluded_on__isnull=False).order_by("-concluded_on", "-created_at")
    return next((row for row in rows if row.in_force_on(day)), None)


def serving(organisation_id: int, posts: Iterable[str], on: date) -> "QuerySet[Appointment]":
    """Appointments in force on a day."""
    held = Appointment.objects.in_force(on).filter(organisation_id=organisation_id, post__in=list(posts))
    return held.filter(user__is_active=True).select_related("user")


def members(assessment: Assessment, user_ids: Iterable[int], on: date) -> list[Member]:
    """The named people as the rules of a visit see them, in the order named; two queries."""
    ids = list(dict.fromkeys(user_ids))
    held: dict[int, set[str]] = {}
    names: dict[int, str] = {}
    for row in serving(assessment.body_id, (Post.ASSESSOR, Post.EXPERT), on).filter(user_id__in=ids):
        held.setdefault(row.user_id, set()).add(row.post)
        names[row.user_id] = row.user.name
    names |= _names([user_id for user_id in ids if user_id not in names])
    first = dict.fromkeys(disputes.first_people(assessment), "参加过初次评估")
    related = first | interests(assessment.application.person_id, ids)
    return [
        Member(
            user_id=user_id,
            name=names.get(user_id, str(user_id)),
            of_body=user_id in held,
            is_expert=Post.EXPERT in held.get(user_id, set()),
            relation=related.get(user_id, ""),
        )
        for user_id in ids
    ]


def candidates(assessment: Assessment, user_ids: Iterable[int], on: date) -> list[Candidate]:
    """The named people as the rules of a panel see them, in the order named, each once."""
    ids, application = list(dict.fromkeys(user_ids)), assessment.application
    held = serving(assessment.committee_id or 0, (Post.COMMITTEE_EXPERT,), on).filter(user_id__in=ids)
    names = {row.user_id: row.user.name for row in held}
    serve = set(names)
    names |= _names([user_id for user_id in ids if user_id not in names])
    own = dict.fromkeys((application.applicant_user_id, application.person.user_id), "本事项的当事人")
    first = dict.fromkeys(disputes.first_people(assessment), "参加过初次评估")
    related = own | first | interests(application.person_id, ids)
    voted = PanelMember.objects.filter(panel__assessment=assessment, voted_at__isnull=False, expert_id__in=ids)
    spoke = set(voted.values_list("expert_id", flat=True))
    return [
        Candidate(
            user_id=user_id,
            name=names.get(user_id, str(user_id)),
            serving=user_id in serve,
            relation=related.get(user_id, ""),
            voted=user_id in spoke,
        )
        for user_id in ids
    ]


def _names(ids: list[int]) -> dict[int, str]:
    """Of people who do not serve there; no query for none."""
    return dict(get_user_model()._default_manager.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def interests(person_id: UUID, user_ids: Iterable[int]) -> dict[int, str]:
    """Declared kinship or interest with the person, by user."""
    rows = Interest.objects.filter(person_id=person_id, user_id__in=list(user_ids))
    return dict(rows.values_list("user_id", "relation"))


def related_people(person_id: UUID) -> set[int]:
    """Everybody who declared kinship or interest with the person."""
    return set(Interest.objects.filter(person_id=person_id).values_list("user_id", flat=True))


def must_stay_away(person_id: UUID, bodies: Iterable[int], on: date) -> dict[int, int]:
    """How many people of each body have declared kinship or interest with the person; bodies with none left out."""
    related = Interest.objects.filter(person_id=person_id).values("user_id")
    held = Appointment.objects.in_force(on).filter(
        organisation_id__in=list(bodies), post__in=(Post.ASSESSOR, Post.EXPERT), user_id__in=related
    )
    counted = held.values("organisation_id").annotate(people=Count("user_id", distinct=True))
    return {row["organisation_id"]: row["people"] for row in counted}


def committee_for(area_code: str) -> Organisation | None:
    """The assessment office or labour-capability centre nearest above an area."""
    levels = [code for code in chain(area_code) if code != "national"]
    held = {row.area_id: row for row in Organisation.objects.filter(kind="committee", area_id__in=levels)}
    return next((held[code] for code in levels if code in held), None)
