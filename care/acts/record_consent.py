"""The written consent to services outside the catalogue comes on file, before they are done. C4.

新疆第十六条; 宁夏第二十条; 黑龙江第十六条.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from care import permissions
from care.acts import planning
from care.models import Consent
from care.papers import filed
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _written(
    ctx: Context, *, services: Sequence[str] = (), signed_on: date | None = None, name: str = "", **_: Any
) -> None:
    planning.serving(ctx)
    if not [row for row in services if row.strip()]:
        raise Refusal(Code.INVALID_INPUT, "请写明同意的目录外服务。", ctx.article, {"services": "必填"})
    if not name.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明签署人。", ctx.article, {"name": "必填"})
    if signed_on is None or signed_on > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "签署日期不能晚于今天。", ctx.article, {"signed_on": "晚于今天"})


@act(
    "care.record_consent",
    label="登记目录外服务同意书",
    model="care.Benefit",
    posts=permissions.consenting,
    check=_written,
    cites="care.outside_catalogue_consent",
)
def record_consent(
    ctx: Context, *, services: Sequence[str], signed_on: date, name: str, paper_file: Any = None
) -> None:
    """`services`: names as they will stand in plans and records."""
    ctx.case.record_consent()
    named = [row.strip()[:80] for row in services if row.strip()]
    Consent.objects.create(
        benefit=ctx.case,
        provider=planning.serving(ctx).provider,
        services=named,
        signed_on=signed_on,
        signed_by_name=name.strip(),
        paper=filed(ctx.case, paper_file, "consent_paper", ctx.by, ctx.now),
        recorded_by_name=ctx.by.name,
    )
    ctx.noted |= {"services": named, "signed_on": str(signed_on)}
