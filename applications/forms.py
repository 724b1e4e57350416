"""Forms of an application: the application itself, and the inputs of its acts."""

from typing import Any

from django import forms

from applications import queries
from applications.models import Application, Material
from policy import rule
from workflow.forms import ActForm, NothingForm, OptionalReasonForm, ReasonForm

DATE = {"type": "date"}
SELF_ITEMS = {
    "eating": "进食",
    "dressing": "穿衣",
    "continence": "大小便控制",
    "toileting": "用厕",
    "bathing": "洗澡",
    "transfer": "床椅转移",
}
SELF_CHOICES = [("independent", "独立"), ("partial", "部分独立"), ("dependent", "依赖")]


class ApplicationForm(forms.ModelForm):
    """Annex 1 as a form; the person is chosen before."""

    materials = forms.MultipleChoiceField(
        label="已提交的材料", widget=forms.CheckboxSelectMultiple, required=False, choices=Material.Code.choices
    )

    class Meta:
        model = Application
        fields = (
            "kind",
            "applicant_kind",
            "applicant_name",
            "applicant_relation",
            "applicant_phone",
            "applicant_id_number",
            "applicant_address",
            "residence",
            "cause",
            "care_type",
            "coverage",
            "education",
            "living",
            "caregiver",
            "disabled_since",
            "treated_since",
            "rehabilitation_months",
            "marked_change",
            "offsite",
        )
        widgets = {
            "disabled_since": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            "treated_since": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            "residence": forms.TextInput,
            "applicant_address": forms.TextInput,
            "applicant_phone": forms.TextInput,
            "applicant_id_number": forms.TextInput,
            "cause": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name, label in SELF_ITEMS.items():
            self.fields[f"self_{name}"] = forms.ChoiceField(
                label=label, choices=SELF_CHOICES, widget=forms.RadioSelect, required=False
            )

    def clean_disabled_since(self) -> Any:
        return self._not_in_future("disabled_since", "失能时间")

    def clean_treated_since(self) -> Any:
        return self._not_in_future("treated_since", "规范治疗开始日期")

    def _not_in_future(self, name: str, label: str) -> Any:
        day = self.cleaned_data.get(name)
        if day is not None and day > self.today:
            raise forms.ValidationError(f"{label}不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("applicant_kind") != Application.ApplicantKind.SELF and not data.get("applicant_name"):
            self.add_error("applicant_name", "由监护人或代理人申请的，须填写其姓名。")
        given = [data.get(f"self_{name}") for name in SELF_ITEMS]
        if any(given) and not all(given):
            self.add_error("self_eating", "自评表的六项须全部填写。")
        return data

    def self_scale(self) -> dict[str, str] | None:
        found = {name: self.cleaned_data.get(f"self_{name}") or "" for name in SELF_ITEMS}
        return found if all(found.values()) else None

    def self_scale_fields(self) -> list[Any]:
        return [self[f"self_{name}"] for name in SELF_ITEMS]


class SupplementNoticeForm(ActForm):
    materials = forms.MultipleChoiceField(
        label="需要补正的材料", widget=forms.CheckboxSelectMultiple, required=False, choices=Material.Code.choices
    )
    reason = forms.CharField(label="补正说明（可不填）", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        self.fields["materials"].initial = queries.missing(self.case)
        self.fields["materials"].choices = material_choices(self.case)  # type: ignore[attr-defined]
        line = rule("applications.supplement", area=self.case.area_code, on=self.case.policy_on)
        self.fields["materials"].help_text = f"只能告知一次，请一并列全。申请人须在 {line.value} 个工作日内补齐。"


class SupplementForm(ActForm):
    materials = forms.MultipleChoiceField(
        label="本次补交的材料", widget=forms.CheckboxSelectMultiple, choices=Material.Code.choices
    )

    def prepare(self) -> None:
        told = [(code, queries.label_of(code)) for code in self.case.missing_told]
        self.fields["materials"].choices = told or material_choices(self.case)  # type: ignore[attr-defined]


class RefusalForm(ActForm):
    grounds = forms.MultipleChoiceField(label="不予受理的情形", widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label="具体说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        rows = rule("applications.grounds", area=self.case.area_code, on=self.case.policy_on).value
        field: Any = self.fields["grounds"]
        field.choices = [(row["ground"], f"{queries.GROUND_LABELS[row['ground']]}（{row['article']}）") for row in rows]
        field.initial = [found.code for found in queries.find_grounds(self.case, self.now.date())]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "other" in data.get("grounds", ()) and not data.get("reason"):
            self.add_error("reason", "选择“其他情形”须写明具体理由。")
        return data


class EnquiryResultForm(ActForm):
    findings = forms.CharField(label="调查走访情况", widget=forms.Textarea(attrs={"rows": 4}))
    doubt_removed = forms.TypedChoiceField(
        label="疑义是否消除",
        choices=[("yes", "已消除"), ("no", "未消除")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


def material_choices(case: Application) -> list[tuple[str, str]]:
    """The region's papers for this kind of applicant first, then the others."""
    wanted = queries.required(case)
    others = [code for code in Material.Code.values if code not in wanted]
    return [(code, queries.label_of(code)) for code in [*wanted, *others]]


FORMS: dict[str, type[ActForm]] = {
    "applications.request_supplement": SupplementNoticeForm,
    "applications.supplement": SupplementForm,
    "applications.accept": NothingForm,
    "applications.refuse": RefusalForm,
    "applications.open_enquiry": ReasonForm,
    "applications.close_enquiry": EnquiryResultForm,
    "applications.approve": NothingForm,
    "applications.withdraw": OptionalReasonForm,
}
