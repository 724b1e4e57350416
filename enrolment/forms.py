"""Forms of the register: a person, a search, an unmasking."""

from typing import Any

from django import forms

from enrolment.acts.unmask import FIELDS
from enrolment.models import Person


class PersonForm(forms.ModelForm):
    """A person as the clerk enters it; the identity number is checked by the act."""

    class Meta:
        model = Person
        fields = (
            "name",
            "id_type",
            "id_number",
            "sex",
            "born",
            "ethnicity",
            "phone",
            "address",
            "area_code",
            "insured",
            "insured_type",
            "insured_since",
            "insured_until",
            "basic_insurance",
            "work_injury_nursing_fee",
        )
        widgets = {
            "id_number": forms.TextInput(attrs={"autocomplete": "off", "maxlength": 20}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "maxlength": 20}),
            "address": forms.TextInput(attrs={"maxlength": 200}),
            "area_code": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 6}),
            "born": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "insured_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "insured_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"area_code": "六位行政区划代码，如乌鲁木齐市 650100。"}

    def clean_area_code(self) -> str:
        code = str(self.cleaned_data["area_code"])
        if len(code) != 6 or not code.isdigit():
            raise forms.ValidationError("参保地应为六位行政区划代码。")
        return code

    def data_for_act(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SearchForm(forms.Form):
    """Name (prefix or pinyin initials), whole identity number, or whole phone number, in one box."""

    q = forms.CharField(label="姓名、拼音首字母、证件号码或电话", required=False, max_length=40)


class UnmaskForm(forms.Form):
    field = forms.ChoiceField(label="查看内容", choices=list(FIELDS.items()))
    reason = forms.CharField(label="查看理由", max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(
        label="参保名单（xlsx 或 csv）", help_text="首行为列名；证件号码须为文本格式。文件不超过 20 MB。"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 20 * 1024 * 1024:
            raise forms.ValidationError("文件超过 20 MB，请分批导入。")
        return file
