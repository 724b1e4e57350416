"""The regulations as data (政策规则): dated lines with citation, found by walking up the area tree.

`rule(key, area=…, on=…)` answers with one Line; `chain(area)` gives the tree; `scales` holds the national scales of
医保办发〔2021〕37号. Nothing here imports Django except the pages, the command and the system check.
"""

from policy import scales
from policy.areas import NATIONAL, chain
from policy.lines import Line
from policy.resolve import NoRule, UnknownKey, rule

__all__ = ["NATIONAL", "Line", "NoRule", "UnknownKey", "chain", "rule", "scales"]
