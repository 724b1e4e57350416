"""What signing and renewing have in common: the row, its number, its letter, its last day. D5."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

import documents
from documents.models.series import take_number
from providers import letters
from providers.models import Agreement
from workflow import deadlines, previews
from workflow.acts import Context
from workflow.refusal import Code, Refusal

UNNUMBERED = "（签订时编号）"


def conclude(ctx: Context, *, starts_on: date, ends_on: date, signed_by_name: str, **more: Any) -> Agreement:
    """Write the agreement; one that would overlap another of the same pair is refused in words."""
    case = ctx.case
    row = Agreement(
        id=uuid4(),
        matter=case.matter,
        area_code=case.area_code,
        agency=case.agency,
        policy_on=ctx.today,
        created_at=ctx.now,
        organisation=case.organisation,
        number=_number(ctx),
        starts_on=starts_on,
        ends_on=ends_on,
        modes=list(case.modes),
        scope=case.scope,
        signed_on=ctx.today,
        signed_by_name=signed_by_name.strip(),
        **more,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        if "overlap" not in str(problem):
            raise
        told = "与同一机构的协议期间不能重叠（中止中的协议也算），请从原协议期满的次日起。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"starts_on": "期间重叠"}) from problem
    watch_end(row, ctx)
    facts = letters.agreement(ctx, row)
    ctx.letters.append(documents.issue(letter="agreement", case=row, facts=facts, by=ctx.by, now=ctx.now))
    ctx.noted["agreement"] = {"number": row.number, "term": [str(starts_on), str(ends_on)]}
    return row


def watch_end(row: Agreement, ctx: Context) -> None:
    """The last day as a limit: reminded of before, and closed by the clock after it."""
    line = ctx.rule(row.key("agreement_first"))
    deadlines.start(
        case=row,
        kind="agreement_end",
        on=ctx.today,
        amount=(row.ends_on - ctx.today).days,
        unit="days",
        citation=line.citation,
        basis=line.basis,
        act_at_due="providers.expire_agreement",
        owner_post="agreement_officer",
        now=ctx.now,
    )


def _number(ctx: Context) -> str:
    if previews.under_way():
        return UNNUMBERED
    agency, year = ctx.case.agency, timezone.localtime(ctx.now).year
    serial = take_number(agency.code, "agreement_row", year)
    return f"{agency.number_word or agency.code}协〔{year}〕{serial}号"


def check_start(ctx: Context, starts_on: date | None) -> date:
    day = starts_on or ctx.today
    if day < ctx.today:
        raise Refusal(Code.INVALID_INPUT, "协议不能自签订以前的日期起算。", ctx.article, {"starts_on": "早于今天"})
    return day
