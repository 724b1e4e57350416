"""Forms of what happens to a person and to the right: hospital, death, suspension, end."""

from typing import Any

from django import forms
from django.utils import timezone

from care.acts.end import CAUSES
from care.models.suspension import CAUSES as SUSPENSION_CAUSES
from policy import rule
from workflow.forms import ActForm


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DayForm(ActForm):
    """A form with one day, today unless said otherwise."""

    day_field = ""

    def prepare(self) -> None:
        self.fields[self.day_field].initial = timezone.localdate(self.now)


class AdmissionForm(DayForm):
    day_field = "admitted_on"
    admitted_on = day("入院日期")
    hospital = forms.CharField(label="医院", max_length=100, required=False)


class DischargeForm(DayForm):
    day_field = "discharged_on"
    discharged_on = day("出院日期")


class DeathForm(DayForm):
    ends = True
    day_field = "died_on"
    died_on = day("死亡日期")
    proof = forms.CharField(label="依据", max_length=200, help_text="死亡证明编号，或者如何得知。")


class SuspensionForm(ActForm):
    ends = True
    cause = forms.ChoiceField(label="暂停情形", widget=forms.RadioSelect)
    finding = forms.CharField(label="查明的事实", widget=forms.Textarea(attrs={"rows": 3}))
    on = day("暂停日期")

    def prepare(self) -> None:
        line = rule("care.suspension_causes", area=self.case.area_code, on=self.case.policy_on)
        field: Any = self.fields["cause"]
        field.choices = [(cause, label) for cause, label in SUSPENSION_CAUSES if cause in line.value]
        self.fields["on"].initial = timezone.localdate(self.now)


class ResumptionForm(ActForm):
    cause = forms.ChoiceField(label="已经消失的情形", widget=forms.RadioSelect)
    finding = forms.CharField(label="审核意见", widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        rows = list(self.case.suspensions.running())
        field: Any = self.fields["cause"]
        field.choices = [(row.cause, f"{row.get_cause_display()}（自{row.suspended_on:%Y-%m-%d}）") for row in rows]
        field.initial = rows[0].cause if rows else None


class EndForm(ActForm):
    ends = True
    cause = forms.ChoiceField(label="终止原因", choices=CAUSES, widget=forms.RadioSelect)
    last_day = day("待遇最后一日")
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def prepare(self) -> None:
        self.fields["last_day"].initial = timezone.localdate(self.now)
