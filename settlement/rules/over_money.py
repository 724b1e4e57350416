"""Beyond the money of the day or month that the benefit standard gives; what is above is the person's own. C4, F4."""

from settlement.rules.base import NOTICE, Rule

RULE = Rule(
    code="over_money",
    label="超过待遇限额",
    kind=NOTICE,
    cites="care.benefit_standards",
    condition="l.person_day_fen > st.day_cap_fen OR l.person_month_fen > st.month_cap_fen",
    evidence={
        "当日累计（元）": "round(h.person_day_fen / 100.0, 2)",
        "每日限额（元）": "round(h.st_day_cap_fen / 100.0, 2)",
        "本月累计（元）": "round(h.person_month_fen / 100.0, 2)",
        "每月限额（元）": "round(h.st_month_cap_fen / 100.0, 2)",
    },
)
