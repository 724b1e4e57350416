"""Put an audit panel together: its size, its fields, nobody with an interest. D3."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from policy.words import word
from providers import permissions, queries
from providers.models import PanelMember
from providers.permissions import of_kind
from providers.rules.panel import faults
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

Members = Mapping[int, Sequence[str]]


def _not_begun(ctx: Context) -> None:
    begun = ctx.case.records.filter(round=ctx.case.round).exists()
    if begun or ctx.case.panel_now().filter(vote__isnull=False).exists():
        raise Refusal(Code.WRONG_STATE, "审核已经开始，审核小组不能再更换。", ctx.article)


def _lawful(ctx: Context, *, members: Members | None = None, **_: Any) -> None:
    case, members = ctx.case, members or {}
    article = ctx.rule(case.key("panel_fields")).citation
    terms = queries.panel_terms(case)
    words = {field: word("fields", field) for field in terms.fields}
    found = list(faults(members, terms, words))
    if found or not members:
        told = "；".join(found) or "请选择审核小组成员"
        raise Refusal(Code.PANEL_INVALID, f"审核小组不合要求：{told}。", article, {"members": told})
    related = queries.interested(case.organisation_id, list(members))
    if related:
        told = f"{'、'.join(related)} 与申请机构有利害关系，应当回避，请换人。"
        raise Refusal(Code.RECUSAL, told, article, {"members": told})
    known = User.objects.filter(pk__in=list(members), is_active=True).count()
    if known != len(members):
        raise Refusal(Code.INVALID_INPUT, "有的成员没有可用的账户。", article, {"members": "账户有误"})


@act(
    "providers.form_panel",
    label="成立审核小组",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_not_begun,
    check=_lawful,
    cites=of_kind("panel_fields"),
)
def form_panel(ctx: Context, *, members: Members) -> None:
    """`members`: user id → the fields (care, medicine, …) that the person stands for."""
    case = ctx.case
    case.form_panel()
    case.panel_now().delete()
    PanelMember.objects.bulk_create(
        PanelMember(designation=case, round=case.round, user_id=user, fields=list(dict.fromkeys(fields)))
        for user, fields in members.items()
    )
    ctx.noted["panel"] = {str(user): list(fields) for user, fields in members.items()}
