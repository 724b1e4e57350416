"""Forms of the register: a person, a search, an unmasking."""

from typing import Any

from django import forms

from accounts.areas import prefix
from enrolment.acts.unmask import FIELDS
from enrolment.models import Person
from workflow.forms import SheetField, bound_texts

# Sealed fields with what pages show of them; the plain value is shown for a journalled reason only.
SEALED = {"id_number": "masked_id", "phone": "masked_phone", "address": "masked_address"}


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_texts(self)
        if not self.instance._state.adding:
            for name in SEALED:
                self._seal(name)

    def _seal(self, name: str) -> None:
        """What is masked elsewhere is masked here: left empty it stays as it is."""
        masked = getattr(self.instance, SEALED[name])
        self.initial[name], self.fields[name].required = "", False
        self.fields[name].help_text = f"现为 {masked}，不改则留空。" if masked else "尚未登记。"

    def clean_area_code(self) -> str:
        code = str(self.cleaned_data["area_code"])
        try:
            prefix(code)
        except ValueError:
            raise forms.ValidationError("参保地应为六位行政区划代码。") from None
        return code

    def data_for_act(self) -> dict[str, Any]:
        """The fields as given; of an existing file without the sealed ones that were left empty."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        kept = SEALED if not self.instance._state.adding else {}
        return {name: value for name, value in given.items() if value or name not in kept}

    def differences(self, now: Person) -> list[tuple[str, str, str]]:
        """(label, what the file says now, what was entered) where they differ; sealed values stay masked."""
        found = []
        for name, entered in self.data_for_act().items():
            if getattr(now, name) == entered:
                continue
            # The form has put what was entered on its own instance, which can therefore say it as pages do.
            found.append((str(self.fields[name].label), _shown(now, name), _shown(self.instance, name)))
        return found


def _shown(person: Person, name: str) -> str:
    if name in SEALED:
        return str(getattr(person, SEALED[name])) or "未登记"
    display = getattr(person, f"get_{name}_display", None)
    value = display() if display else getattr(person, name)
    return {True: "是", False: "否", None: "未填", "": "未填"}.get(value, str(value))


class SearchForm(forms.Form):
    """Name (prefix or pinyin initials), whole identity number, or whole phone number, in one box."""

    q = forms.CharField(label="姓名、拼音首字母、证件号码或电话", required=False, max_length=40)


class UnmaskForm(forms.Form):
    field = forms.ChoiceField(label="查看内容", choices=list(FIELDS.items()))
    reason = forms.CharField(label="查看理由", max_length=200)


class ImportForm(forms.Form):
    file = SheetField(label="参保名单（xlsx 或 csv）", help_text="首行为列名；证件号码须为文本格式。文件不超过 20 MB。")
