"""The provider that serves a person enters the family member whom it trains (临时性亲情照护人员). C5, C9.

天津通知（四）、（七）. Maker is the provider's manager, checker the agency, as for everybody on a roster.
"""

from datetime import date
from typing import Any

from care import permissions
from care.acts import family
from care.models import FamilyCarerEntry
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _may_enter(ctx: Context) -> None:
    family.serving(ctx)
    if ctx.case.family_entries.open().exists():
        raise Refusal(Code.WRONG_STATE, "已有一名亲情照护人员待审核，审核后才能再登记。", ctx.article)


def _whole(
    ctx: Context, *, name: str = "", id_number: str = "", relation: str = "", trained_from: date | None = None, **_: Any
) -> None:
    for field, value, label in (("name", name, "姓名"), ("relation", relation, "与参保人关系")):
        if not value.strip():
            raise Refusal(Code.INVALID_INPUT, f"请填写{label}。", ctx.article, {field: "必填"})
    number = family.identified(ctx, id_number)
    family.allowed(ctx, ctx.case.provider, number)
    if trained_from is None or trained_from > ctx.today:
        told = "实践培训起始日期不能晚于今天，培训开始后再登记。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"trained_from": told})
    since = family.served_since(ctx)
    if since is None or trained_from < since:
        told = f"实践培训在机构为参保人提供服务期间开展，不能早于开始服务的{since}。"
        raise Refusal(Code.TOO_EARLY, told, ctx.article, {"trained_from": told})


@act(
    "care.enter_family_carer",
    label="登记亲情照护人员",
    model="care.Benefit",
    posts=permissions.MANAGER,
    law=_may_enter,
    check=_whole,
    cites=family.TRAINING,
)
def enter_family_carer(ctx: Context, *, name: str, id_number: str, relation: str, trained_from: date) -> None:
    ctx.case.enter_family_carer()
    FamilyCarerEntry.objects.create(
        benefit=ctx.case,
        provider=ctx.case.provider,
        name=name.strip()[:60],
        id_number=family.identified(ctx, id_number),
        relation=relation.strip()[:20],
        trained_from=trained_from,
        proposed_by_id=ctx.by.user_id or 0,
        proposed_at=ctx.now,
    )
    ctx.noted |= {"name": name.strip(), "relation": relation.strip(), "trained_from": str(trained_from)}
