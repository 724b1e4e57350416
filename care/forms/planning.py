"""The form of a care plan: lines of services, each with its days of the week. Works without JavaScript."""

import json
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from care import letters, queries
from care.models import CarePlan, PlanEvaluation, ServiceItem
from providers.models import StaffMember
from workflow.forms import ActForm

DAYS = [(number, letters.WEEKDAYS[number]) for number in range(1, 8)]
PERFORMERS = [(kind.value, kind.label) for kind in StaffMember.Kind if kind != StaffMember.Kind.MANAGER]
SPARE, MOST = 3, 20
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LineForm(forms.Form):
    """One service of a plan; a line without an item and without a name is left out."""

    code = forms.ChoiceField(label="服务项目", required=False)
    name = forms.CharField(label="目录外服务名称", required=False, max_length=80)
    price = forms.DecimalField(label="目录外单价（元）", required=False, min_value=0, max_digits=8, decimal_places=2)
    weekdays = forms.TypedMultipleChoiceField(
        label="服务日", choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    times = forms.IntegerField(label="每天次数", required=False, min_value=1, max_value=12, initial=1)
    minutes = forms.IntegerField(label="每次分钟数", required=False, min_value=1, max_value=1440)
    performer = forms.ChoiceField(label="服务人员", choices=PERFORMERS, required=False)

    def __init__(self, *args: Any, items: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].choices = [("", "（不选或者目录外）"), *items]

    def line(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data.get("code") and not data.get("name"):
            return None
        times = data.get("times") or 1
        return {
            "code": data.get("code", ""),
            "name": data.get("name", ""),
            "price_fen": int((data.get("price") or 0) * 100),
            "weekdays": sorted([*data.get("weekdays", [])] * times),
            "minutes": data.get("minutes") or 0,
            "performer": data.get("performer") or "carer",
        }


class PlanForm(ActForm):
    """`items`: the lines as JSON by the interface; by the page each line has fields of its own."""

    items = forms.JSONField(label="服务项目", required=False, widget=forms.HiddenInput)
    effective_from = forms.DateField(label="生效日期", widget=DAY_INPUT)
    staffing = forms.CharField(label="人员配比", max_length=200, required=False, help_text="如：每次1名护理人员。")
    advice = forms.CharField(label="护理服务建议", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def prepare(self) -> None:
        today = timezone.localdate(self.now)
        self.day = self._day(today)
        self.fields["effective_from"].initial = max(self.case.starts_on or today, today)
        last = self.case.plans.exclude(state=CarePlan.State.REPLACED).prefetch_related("items").last()
        self.fields["advice"].initial = (last.advice if last else "") or letters.advice_of(self.case)
        self.fields["staffing"].initial = last.staffing if last else ""
        self.lines = self._lines(last)

    def _day(self, today: date) -> date:
        said = forms.DateField(required=False)
        try:
            return said.clean(self.data.get("effective_from")) or today
        except forms.ValidationError:
            return today

    def _lines(self, last: CarePlan | None) -> list[LineForm]:
        offered = grouped(queries.catalogue(self.case.area_code, self.day))
        if self.is_bound:
            count = min(sum(name.startswith("line-") and name.endswith("-minutes") for name in self.data), MOST)
            return [LineForm(self.data, prefix=f"line-{n}", items=offered) for n in range(count)]
        held = [_initial(row) for row in last.items.all()] if last else []
        rows: list[dict[str, Any]] = [*held, *({} for _ in range(SPARE))]
        return [LineForm(prefix=f"line-{n}", initial=row, items=offered) for n, row in enumerate(rows[:MOST])]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("items"):
            data["items"] = data["items"] if isinstance(data["items"], list) else []
            return data
        found = []
        for number, row in enumerate(self.lines, 1):
            if not row.is_valid():
                self.add_error(None, f"第{number}行有填写错误。")
            elif (line := row.line()) is not None:
                found.append(line)
        return data | {"items": found}

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"items": json.loads(json.dumps(data["items"]))}


class RevisionForm(PlanForm):
    reason = forms.CharField(label="修订理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


def grouped(items: dict[str, ServiceItem]) -> list[tuple[str, Any]]:
    """The catalogue by class, with the price of each item; demo items say what they are."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in items.values():
        mark = "（示例）" if row.demo else ""
        label = f"{row.name}{mark} {letters.yuan(row.price_fen)}元/{row.get_unit_display()}"
        groups.setdefault(f"{row.get_part_display()}·{row.get_category_display()}", []).append((row.code, label))
    return list(groups.items())


def _initial(row: Any) -> dict[str, Any]:
    days = sorted(set(row.weekdays))
    return {
        "code": row.code if row.item_id else "",
        "name": "" if row.item_id else row.name,
        "price": None if row.item_id else row.price_fen / 100,
        "weekdays": days,
        "times": max((row.weekdays.count(day) for day in days), default=1),
        "minutes": row.minutes,
        "performer": row.performer,
    }


class ConfirmPlanForm(ActForm):
    means = forms.ChoiceField(label="确认方式", choices=CarePlan.Means.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="签名人", max_length=60)
    signed = forms.BooleanField(label="我已看过这份计划并同意", required=False)
    signature_file = forms.FileField(label="签名图片或者签字的计划（可不传）", required=False)

    def prepare(self) -> None:
        own = self.case.belongs_to(self.by)
        self.fields["means"].initial = CarePlan.Means.PHONE if own else CarePlan.Means.PAPER
        if not own:
            self.fields["signed"].label = "纸质计划已由本人、监护人或者代理人签字"
        self.fields["name"].initial = self.case.application.applicant_name or self.case.person.name


class EvaluationForm(ActForm):
    outcome = forms.ChoiceField(label="评价结论", choices=PlanEvaluation.Outcome.choices, widget=forms.RadioSelect)
    finding = forms.CharField(label="计划执行情况", widget=forms.Textarea(attrs={"rows": 4}))


class ConsentForm(ActForm):
    services = forms.CharField(
        label="同意的目录外服务",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行写一项，名称与计划和记录一致。",
    )
    signed_on = forms.DateField(label="签署日期", widget=DAY_INPUT)
    name = forms.CharField(label="签署人", max_length=60)
    paper_file = forms.FileField(label="同意书扫描件（可不传）", required=False)

    def prepare(self) -> None:
        self.fields["signed_on"].initial = timezone.localdate(self.now)

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        lines = data["services"].replace("、", "\n").splitlines()
        return data | {"services": [line.strip() for line in lines if line.strip()]}
