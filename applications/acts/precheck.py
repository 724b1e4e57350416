"""A handler's staff look through the papers first and say what they found; acceptance stays the agency's. T1.

新疆第五十四条（二）; 宁夏第六十六条（二）; 黑龙江第五十四条（二）. Changes nothing of the case but its version.
"""

from collections.abc import Sequence
from typing import Any

from accounts.posts import Post
from applications.models import Material
from applications.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _said(ctx: Context, *, findings: str = "", missing: Sequence[str] = (), **_: Any) -> None:
    if not findings.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明初步审核的意见。", ctx.article, {"findings": "必填"})
    unknown = [code for code in missing if code not in Material.Code.values]
    if unknown:
        told = f"没有这种材料：{'、'.join(unknown)}，请按材料清单选择。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"missing": told})


@act(
    "applications.precheck",
    label="材料初步审核",
    model="applications.Application",
    posts=(Post.HANDLER_CLERK,),
    states=(State.SUBMITTED,),
    check=_said,
    cites="providers.handler.tasks",
    task="material_check",
)
def precheck(ctx: Context, *, findings: str, missing: Sequence[str] = ()) -> None:
    """`findings`: what the agency's clerk should know; `missing`: codes of papers that are wanting."""
    labels = [str(Material.Code(code).label) for code in missing]
    ctx.reason = findings.strip() + (f"（缺：{'、'.join(labels)}）" if labels else "")
    ctx.noted["missing"] = list(missing)
