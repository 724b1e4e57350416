"""Forms of an application: the application itself, and the inputs of its acts."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from applications import queries
from applications.models import Application, Material
from policy import Line, rule, scales
from workflow.forms import ActForm, NothingForm, OptionalReasonForm, ReasonForm, bound_texts

DATE = {"type": "date"}


FORM_WORDS = {"original": "（查验原件）", "copy": "（收复印件）", "electronic": "（电子材料）"}


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
        bound_texts(self)
        self.today = today
        self.self_form = scales.self_form(today)
        for item in self.self_form.items:
            self.fields[f"self_{item.code}"] = forms.ChoiceField(
                label=item.name, choices=list(item.options.items()), widget=forms.RadioSelect, required=False
            )
        self.fields["materials"].choices = self._material_choices()  # type: ignore[attr-defined]

    def _material_choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The region's papers for this kind of applicant, each with the form that is asked, then the others."""
        case, kind = self.instance, self["applicant_kind"].value()
        case.applicant_kind = kind if kind in Application.ApplicantKind.values else Application.ApplicantKind.SELF
        wanted = queries.required(case)
        words = {code: FORM_WORDS[form] for code, form in queries.forms_asked(case).items()}
        rows = {code: queries.label_of(code) + words.get(code, "") for code in Material.Code.values}
        return [
            ("本地要求的材料", [(code, rows[code]) for code in wanted]),
            ("其他材料", [(code, label) for code, label in rows.items() if code not in wanted]),
        ]

    def material_forms(self, codes: Iterable[str]) -> dict[str, str]:
        """The form in which the region asks each paper; online everything comes electronically."""
        if self.instance.channel == Application.Channel.ONLINE:
            return {}
        asked = queries.forms_asked(self.instance)
        return {code: asked[code] for code in codes if code in asked}

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
        given = {item.code: data.get(f"self_{item.code}") for item in self.self_form.items}
        if any(given.values()):
            for code in (code for code, choice in given.items() if not choice):
                self.add_error(f"self_{code}", "自评表要填就六项都填，这一项还没有填。")
        return data

    def self_scale(self) -> dict[str, str] | None:
        """The six choices, or None while the scale is not filled in whole."""
        data = getattr(self, "cleaned_data", {})
        found = {item.code: data.get(f"self_{item.code}") or "" for item in self.self_form.items}
        return found if all(found.values()) else None

    def self_grade(self) -> str:
        """Grade A–G of the scale as filled in so far, empty while it is not whole."""
        choices = self.self_scale()
        if choices is None:
            return ""
        counts = self._rule("applications.self_assessment.partial_counts").value
        return str(scales.self_grade(choices, counts, self.self_form))

    def self_terms(self) -> dict[str, Any]:
        """Whether the region asks the scale, from which grades on one may apply, and where that is written."""
        required = self._rule("applications.self_assessment.required")
        grades = self._rule("applications.self_assessment.threshold").value
        return {
            "required": required.value,
            "grades": list(grades),
            "citation": required.citation,
            "basis": required.basis,
        }

    def _rule(self, key: str) -> Line:
        return rule(key, area=self.instance.area_code, on=self.instance.policy_on)

    def self_scale_fields(self) -> list[Any]:
        return [self[f"self_{item.code}"] for item in self.self_form.items]


class SupplementNoticeForm(ActForm):
    materials = forms.MultipleChoiceField(
        label="需要补正的材料", widget=forms.CheckboxSelectMultiple, required=False, choices=Material.Code.choices
    )
    reason = forms.CharField(label="补正说明（可不填）", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        self.fields["materials"].initial = partial(queries.missing, self.case)
        self.fields["materials"].choices = material_choices(self.case)  # type: ignore[attr-defined]
        self.fields["materials"].help_text = "只能告知一次，请一并列全；系统查出缺少的已经选好。"


class SupplementForm(ActForm):
    materials = forms.MultipleChoiceField(
        label="本次补交的材料", widget=forms.CheckboxSelectMultiple, choices=Material.Code.choices
    )

    def prepare(self) -> None:
        told = [(code, queries.label_of(code)) for code in self.case.missing_told]
        self.fields["materials"].choices = told or material_choices(self.case)  # type: ignore[attr-defined]


class PrecheckForm(ActForm):
    findings = forms.CharField(label="初步审核意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    missing = forms.MultipleChoiceField(
        label="缺少或者有疑义的材料", widget=forms.CheckboxSelectMultiple, required=False, choices=Material.Code.choices
    )

    def prepare(self) -> None:
        self.fields["missing"].choices = material_choices(self.case)  # type: ignore[attr-defined]
        self.fields["missing"].initial = queries.missing(self.case)
        self.fields["missing"].help_text = "只是意见：是否受理、是否要求补正由经办机构决定。"


class RefusalForm(ActForm):
    ends = True
    grounds = forms.MultipleChoiceField(label="不予受理的情形", widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label="具体说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        rows = rule("applications.grounds", area=self.case.area_code, on=self.case.policy_on).value
        field: Any = self.fields["grounds"]
        field.choices = [(row["ground"], f"{queries.GROUND_LABELS[row['ground']]}（{row['article']}）") for row in rows]
        field.initial = [found.code for found in queries.find_grounds(self.case, timezone.localdate(self.now))]

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


class WithdrawalForm(OptionalReasonForm):
    ends = True


def material_choices(case: Application) -> list[tuple[str, str]]:
    """The region's papers for this kind of applicant first, then the others."""
    wanted = queries.required(case)
    others = [code for code in Material.Code.values if code not in wanted]
    return [(code, queries.label_of(code)) for code in [*wanted, *others]]


FORMS: dict[str, type[ActForm]] = {
    "applications.request_supplement": SupplementNoticeForm,
    "applications.supplement": SupplementForm,
    "applications.precheck": PrecheckForm,
    "applications.accept": NothingForm,
    "applications.refuse": RefusalForm,
    "applications.open_enquiry": ReasonForm,
    "applications.close_enquiry": EnquiryResultForm,
    "applications.approve": NothingForm,
    "applications.withdraw": WithdrawalForm,
}
