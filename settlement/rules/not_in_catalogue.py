"""An item that the catalogue did not have on that day: the fund pays only what is in it. 新疆第十六条; 宁夏第二十条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="not_in_catalogue",
    label="目录外项目",
    kind=REJECT,
    cites="care.catalogue_first",
    condition="it.code IS NULL",
    evidence={"项目编码": "h.item_code", "服务日期": "h.day"},
)
