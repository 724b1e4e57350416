"""Publish a call for applications. D1: 宁夏第二十七条第1项、第三十一条第1项."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.posts import Post
from policy import rule
from providers.models import Call
from workflow import journal
from workflow.deadlines.foreseeing import foresee
from workflow.refusal import Code, Refusal

LONGEST = timedelta(days=366)


def earliest_close(agency: Organisation, kind: str, opens_on: date) -> date | None:
    """The first day on which a call opened on that day may close; None where the region names no length."""
    line = rule(f"providers.{kind}.open_call", area=agency.area_id, on=opens_on)
    return None if line.value is None else foresee("designation_notice", opens_on, line)


def open_call(
    *, agency: Organisation, kind: str, title: str, conditions: str, scope: str, procedure: str, closes_on: date,
    by: Actor, now: datetime,
) -> Call:  # fmt: skip
    """Open from today on; `too_early` where it would close before the region's working days are over."""
    today = timezone.localdate(now)
    line = rule(f"providers.{kind}.open_call", area=agency.area_id, on=today)
    seat = by.seat((Post.AGREEMENT_OFFICER,), agency.pk)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "招募公告只能由经办机构的协议管理岗发布。", line.citation)
    least = earliest_close(agency, kind, today)
    if least is not None and closes_on < least:
        told = f"公告期不少于 {line.value} 个工作日，报名截止日不能早于 {least:%Y年%-m月%-d日}。"
        raise Refusal(Code.TOO_EARLY, told, line.citation, {"closes_on": f"不早于 {least:%Y年%-m月%-d日}"})
    if closes_on <= today:
        raise Refusal(Code.INVALID_INPUT, "报名截止日须晚于今天。", line.citation, {"closes_on": "须晚于今天"})
    if closes_on > today + LONGEST:
        raise Refusal(Code.INVALID_INPUT, "报名截止日不能超过一年。", line.citation, {"closes_on": "太远"})
    for name, text in (("title", title), ("conditions", conditions), ("scope", scope), ("procedure", procedure)):
        if not text.strip():
            raise Refusal(Code.INVALID_INPUT, "公告须写明申请条件、范围和审核流程。", line.citation, {name: "必填"})
    try:
        with transaction.atomic():
            call = Call.objects.create(
                agency=agency, kind=kind, title=title.strip(), conditions=conditions.strip(), scope=scope.strip(),
                procedure=procedure.strip(), opens_on=today, closes_on=closes_on, opened_at=now,
                opened_by_id=by.user_id or 0,
            )  # fmt: skip
            journal.record(
                area_code=agency.area_id, act="providers.open_call", by=by, seat=seat, now=now,
                case_kind="providers.call", case_id=str(call.pk), citation=line.citation,
                changed={"kind": kind, "closes_on": str(closes_on)},
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refusal(Code.WRONG_STATE, "今天已经发布过同类招募公告，不需要重复发布。", line.citation) from problem
    return call
