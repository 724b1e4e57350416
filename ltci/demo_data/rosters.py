"""The register of assessors and experts: some of each body serve for a term, one waits, one was sent back."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from accounts.posts import Post
from ltci.demo_data.organisations import Offices
from ltci.demo_data.playing import Play
from ltci.demo_data.staff import Staff
from policy import rule
from providers.acts import engagement as register
from workflow.rules.work_calendar import months_after

ASSESSOR: dict[str, Any] = {
    "born": date(1990, 5, 1), "education": "大专", "background": "护理", "practising_since": date(2015, 7, 1),
}  # fmt: skip
EXPERT: dict[str, Any] = {
    "born": date(1976, 5, 1), "education": "本科", "department": "神经内科", "role": "医", "title": "副高级职称",
    "practising_since": date(2002, 7, 1), "labour_contract": True,
}  # fmt: skip
SOON = timedelta(days=30)  # a term that ends then is one of which the register reminds today
# Number of the holder of a post → what became of the proposal.
SERVING, ENDING, WAITING, BACK = 1, 2, 3, 4


def _begun_for(last: date, body: Organisation) -> date:
    """The first day of the term whose last day this is."""
    years = rule("assessment.appointment_years", area=body.area_id, on=last).value
    return months_after(last, -12 * years) + timedelta(days=1)


def enter(offices: Offices, staff: Staff, play: Play, rng: Any) -> None:
    """Propose and decide in the first body with an agreement, in office hours of the register's days."""
    body, days = offices.designated[0], play.hours
    turns = [
        (110, Post.ASSESSOR, SERVING, True),
        (109, Post.EXPERT, SERVING, True),
        (108, Post.ASSESSOR, ENDING, True),
        (3, Post.ASSESSOR, WAITING, None),
        (6, Post.EXPERT, BACK, False),
    ]
    manager, officer = staff.user(body.pk, Post.BODY_MANAGER), staff.user(offices.agency.pk, Post.AGREEMENT_OFFICER)
    for before, post, number, decision in turns:
        user, day = staff.user(body.pk, post, number), days.before(before)

        def propose(now: datetime, user: User = user, post: str = post, number: int = number, day: date = day) -> None:
            since = _begun_for(days.today + SOON, body) if number == ENDING else day
            facts = {"certificate": f"示培{user.pk:05d}", "certificate_until": days.today + timedelta(days=900)}
            register.propose(
                user=user, organisation=body, post=post, starts_on=since, by=staff.actor(manager, now), now=now,
                **facts, **(ASSESSOR if post == Post.ASSESSOR else EXPERT),
            )  # fmt: skip

        def decide(now: datetime, user: User = user, post: str = post, decision: bool | None = decision) -> None:
            row = user.engagements.get(post=post, state="proposed")
            common: dict[str, Any] = {"engagement": row, "by": staff.actor(officer, now), "now": now}
            if decision:
                register.approve(**common)
            else:
                register.send_back(reason="培训证书照片不清晰，请重新上传。", **common)

        play.at(days.moment(offices.region, day, rng), propose)
        if decision is not None:
            play.at(days.moment(offices.region, days.after(day, 1), rng), decide)
