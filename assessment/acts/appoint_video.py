"""Appoint an online assessment: when, by which channel, who takes part; the applicant is told. A8.

黑龙江第八条（二）.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

import documents
from accounts.models import User
from assessment import letters, permissions, queries
from assessment.acts.team import refuse_faults
from assessment.models import Assessment, VideoAppointment
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _online(ctx: Context) -> None:
    line = ctx.rule("assessment.means")
    if Assessment.Means.ONLINE not in line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有线上评估，请现场评估。", line.citation)
    if ctx.case.means != Assessment.Means.ONLINE:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本次派单是现场评估，不需要预约视频。", line.citation)
    if not ctx.case.application.offsite:
        raise Refusal(
            Code.NOT_PROVIDED_FOR,
            "线上评估只限已办理长期异地居住备案的参保人，请退回派单，改为现场评估。",
            ctx.rule("assessment.online_requires").citation,
        )


def _agreed(
    ctx: Context,
    *,
    at: datetime | None = None,
    channel: str = "",
    assessors: Sequence[User] = (),
    guardian_name: str = "",
    **_: Any,
) -> None:
    if at is None or at <= ctx.now:
        raise Refusal(Code.INVALID_INPUT, "预约时间须在现在之后，请另选时间。", ctx.article, {"day": "须在现在之后"})
    if not channel.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明用什么方式视频（平台、会议号等）。", ctx.article, {"channel": "必填"})
    people = queries.members(ctx.case, [user.pk for user in assessors], timezone.localdate(at))
    refuse_faults(ctx, people, bool(guardian_name.strip()), guardian_field="guardian_name")


@act(
    "assessment.appoint_video",
    label="预约线上评估",
    model="assessment.Assessment",
    posts=permissions.APPOINTING,
    law=_online,
    check=_agreed,
    cites="assessment.means",
    issues=("video_appointment_notice",),
)
def appoint_video(
    ctx: Context, *, at: datetime, channel: str, assessors: Sequence[User], guardian_name: str = ""
) -> None:
    """`channel`: platform and meeting number; `assessors`: who visits by video; a later appointment takes its place."""
    case = ctx.case
    case.appoint_video()
    again = case.appointments.exists()
    appointment = VideoAppointment.objects.create(
        assessment=case,
        at=at,
        channel=channel.strip(),
        guardian_name=guardian_name.strip(),
        made_at=ctx.now,
        made_by_id=ctx.by.user_id or 0,
    )
    appointment.assessors.set(assessors)
    ctx.noted |= {"at": timezone.localtime(at).isoformat(), "assessors": [user.name for user in assessors]}
    facts = letters.video_appointment(ctx, appointment, [user.name for user in assessors], again=again)
    ctx.letters.append(
        documents.issue(letter="video_appointment_notice", case=case, facts=facts, by=ctx.by, now=ctx.now)
    )
