"""The review: paper check, site check, then the panel's votes one by one, blind until all are in. D3, D9.

新疆、黑龙江第十一条（二）、第二十条（二）; 宁夏第二十七条第3项、第三十一条第3项.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.models import PaperFile
from providers import permissions, queries
from providers.models import PanelMember, ReviewRecord
from providers.permissions import of_kind
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

PARTS = ("papers", "site", "vote")
PHOTOS = "site_photos"
Items = Mapping[str, Mapping[str, Any]]


def _lawful_panel(ctx: Context) -> None:
    """No member may have an interest, also one declared after the panel was formed."""
    article = ctx.rule(ctx.case.key("panel_fields")).citation
    if queries.interested(ctx.case.organisation_id, [ctx.by.user_id]):
        raise Refusal(Code.RECUSAL, "您与申请机构有利害关系，应当回避，请经办机构另换成员。", article)
    if queries.votes_closed(ctx.case):
        raise Refusal(Code.CLOSED_PERIOD, "评议已经结束，各成员的意见不能再更改。", article)


def _complete(
    ctx: Context, *, part: str = "", findings: str = "", items: Items | None = None, photos: bool = False,
    passed: bool | None = None, reason: str = "", on_day: date | None = None, **_: Any,
) -> None:  # fmt: skip
    article = ctx.rule(ctx.case.key("review_forms")).citation
    due = queries.next_part(ctx.case)
    if part not in PARTS:
        raise Refusal(Code.INVALID_INPUT, "请说明是书面查验、现场核查还是评议。", article, {"part": "必选"})
    if part != due:
        told = {"papers": "先登记书面查验", "site": "先登记现场核查", "vote": "两项查验都已登记，现在是评议"}[due]
        raise Refusal(Code.WRONG_STATE, f"审核按书面查验、现场核查、集体评议的顺序进行，{told}。", article)
    if part == "vote":
        _a_vote(article, passed, reason)
        return
    if not findings.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明查验情况。", article, {"findings": "必填"})
    if on_day is not None and on_day > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "查验日期不能晚于今天。", article, {"on_day": "晚于今天"})
    if part == "site":
        _on_the_spot(ctx, article, items or {}, photos)


def _a_vote(article: str, passed: bool | None, reason: str) -> None:
    if passed is None:
        raise Refusal(Code.INVALID_INPUT, "请选择合格或者不合格。", article, {"passed": "必选"})
    if not passed and not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "认为不合格的，须写明理由。", article, {"reason": "必填"})


def _on_the_spot(ctx: Context, article: str, items: Items, photos: bool) -> None:
    open_items = [item for item in queries.checklist(ctx.case) if items.get(item, {}).get("met") is None]
    if open_items:
        told = f"还有 {len(open_items)} 项没有核查：{'、'.join(open_items)}。"
        raise Refusal(Code.INVALID_INPUT, told, article, {"items": told})
    if not photos and not PaperFile.objects.of_case(ctx.case.pk).filter(code=PHOTOS).exists():
        raise Refusal(Code.MISSING_EVIDENCE, "现场核查须拍照留存，请先上传现场照片。", article, {"photos": "必须"})


@act(
    "providers.record_review",
    label="登记审核",
    model="providers.Designation",
    posts=permissions.PANEL,
    law=_lawful_panel,
    check=_complete,
    cites=of_kind("review_forms"),
)
def record_review(
    ctx: Context, *, part: str, findings: str = "", items: Items | None = None, photos: bool = False,
    passed: bool | None = None, reason: str = "", on_day: date | None = None,
) -> None:  # fmt: skip
    """`part`: papers, site or vote; `items`: checklist item → {met, note}; `passed`: a member's own vote."""
    case = ctx.case
    case.record_review()
    if part == "vote":
        _vote(ctx, bool(passed), reason)
        return
    # The checklist is gone through on the spot; the page sends it, unanswered, with the papers too.
    answered = items or {} if part == "site" else {}
    ReviewRecord.objects.create(
        designation=case, round=case.round, part=part, findings=findings.strip(), on_day=on_day or ctx.today,
        items=[{"item": name, **row} for name, row in answered.items()], made_at=ctx.now,
        made_by_id=ctx.by.user_id or 0,
    )  # fmt: skip
    ctx.noted["part"] = part


def _vote(ctx: Context, passed: bool, reason: str) -> None:
    """A member may think again until the last one has voted. What was voted stands in the journal only afterwards."""
    member: PanelMember = ctx.case.panel_now().get(user_id=ctx.by.user_id)
    ctx.noted |= {"part": "vote", "again": member.vote is not None}
    member.vote, member.vote_reason, member.voted_at = passed, reason.strip(), ctx.now
    member.save()
    if queries.votes_closed(ctx.case):
        ctx.noted["votes"] = {row.user.name: row.vote for row in queries.panel_of(ctx.case)}
