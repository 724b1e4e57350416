"""Nearly all of a carer's services of a month last the same number of minutes. 新疆第三十九条（异常数据筛查）."""

from settlement.rules.base import CARER, NOTICE, Rule

RULE = Rule(
    code="too_uniform",
    label="服务时长过于一致",
    kind=NOTICE,
    cites="settlement.screen.uniform_share",
    condition="m.line_count >= %(uniform_lines)s AND m.alike * 100 >= m.line_count * %(uniform_share)s",
    evidence={"本月笔数": "m.line_count", "时长相同的笔数": "m.alike", "时长（分钟）": "m.usual_minutes"},
    parameters={"uniform_share": "settlement.screen.uniform_share", "uniform_lines": "settlement.screen.uniform_lines"},
    of=CARER,
)
