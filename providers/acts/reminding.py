"""Tell agency and body of terms and certificates in the register that end soon: once each, by the clock. A19.

乌鲁木齐第十五、十六条; 医保发〔2023〕29号第十一至十四条. After the last day nobody serves: a renewal comes before it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.posts import Kind, Post
from providers import queries
from providers.models import Engagement
from workflow.models import Notification

TERM, CERTIFICATE = "term", "certificate"
TEXTS = {
    TERM: "{name}（{post}）的聘期将于{day}届满，续聘请在届满前申报。",
    CERTIFICATE: "{name}（{post}）的培训证书将于{day}到期。",
}
MANAGERS = {Kind.BODY: Post.BODY_MANAGER, Kind.COMMITTEE: Post.COMMITTEE_SECRETARY}


def remind(now: datetime) -> int:
    """Reminders made by this run; a second run on the day makes none. Seven queries, however many end."""
    today = timezone.localdate(now)
    rows = queries.ending(Engagement.objects.all(), today).select_related("user", "organisation")
    ending = [found for row in rows for found in _ends(row, today)]
    agencies = queries.agencies_of({row.organisation for row, _, _ in ending}, today)
    told = [
        _told(row, what, day, post, organisation_id, now)
        for row, what, day in ending
        for post, organisation_id in _readers(row, agencies[row.organisation_id])
    ]
    about = Notification.objects.filter(subject__in={row.subject for row in told})
    before = about.count()
    Notification.objects.bulk_create(told, ignore_conflicts=True)
    return about.count() - before


def _ends(row: Any, today: date) -> Iterator[tuple[Engagement, str, date]]:
    """(entry, what ends, its day)."""
    term, certificate = queries.last_days(row.organisation.area_id, today)
    if not row.renewed and row.ends_on <= term:
        yield row, TERM, row.ends_on
    if row.certificate_until and today <= row.certificate_until <= certificate:
        yield row, CERTIFICATE, row.certificate_until


def _readers(row: Engagement, agencies: list[int]) -> Iterator[tuple[Post, int]]:
    yield MANAGERS[Kind(row.organisation.kind)], row.organisation_id
    for agency_id in agencies:
        yield Post.AGREEMENT_OFFICER, agency_id


def _told(row: Engagement, what: str, day: date, post: Post, organisation_id: int, now: datetime) -> Notification:
    return Notification(
        kind=Notification.Kind.DUE_SOON,
        subject=f"providers.engagement:{row.pk}:{what}",
        address=reverse("providers:engagement", args=[row.pk]),
        post=post,
        organisation_id=organisation_id,
        due_on=day,
        text=TEXTS[what].format(name=row.user.name, post=row.get_post_display(), day=f"{day:%Y-%m-%d}"),
        created_at=now,
    )
