"""The day on which a benefit stands otherwise has come, or what it rests on has changed. C3, C7, C8.

新疆第八条（二）4、第十六条; 宁夏第十六、二十三、二十四条; 黑龙江第十六条; 天津通知（五）.
"""

from care import permissions
from care.acts.settling import settle
from workflow.acts import Context, act


@act(
    "care.turn",
    label="待遇状态变更",
    model="care.Benefit",
    posts=permissions.CLOCK_ONLY,
    cites="care.benefit_start",
)
def turn(ctx: Context) -> None:
    ctx.case.turn(settle(ctx))
