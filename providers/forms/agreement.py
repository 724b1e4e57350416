"""Forms of the acts of an agreement."""

from datetime import timedelta
from typing import Any

from django import forms

from policy import rule
from providers.acts.agreement import BECAUSE
from providers.forms.designation import day, lines
from providers.rules.terms import latest_end
from workflow.forms import ActForm
from workflow.rules.work_calendar import months_after


class RenewalForm(ActForm):
    ends_on = day("续签至")
    performance = lines("履行情况和考核结果", 2, longest=200)
    signed_by_name = forms.CharField(label="定点机构签约人", max_length=60)

    def prepare(self) -> None:
        case: Any = self.case
        starts = case.ends_on + timedelta(days=1)
        line = rule(case.key("agreement_max"), area=case.area_code, on=case.policy_on)
        self.fields["ends_on"].initial = months_after(starts, 12) - timedelta(days=1)
        last = latest_end(starts, line.value)
        self.fields["ends_on"].help_text = f"自 {starts:%Y年%-m月%-d日} 起，最晚到 {last:%Y年%-m月%-d日}。"
        self.fields["signed_by_name"].initial = case.signed_by_name


class SuspensionForm(ActForm):
    ends = True
    reason = lines("中止的理由", longest=300)


class ResumptionForm(ActForm):
    reason = lines("整改和审核情况", longest=300)


class TerminationForm(ActForm):
    ends = True
    because = forms.ChoiceField(label="解除的原因", choices=list(BECAUSE.items()), widget=forms.RadioSelect)
    reason = lines("具体理由", longest=300)
