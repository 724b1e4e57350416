"""Forms of a provider's roster."""

from typing import Any

from django import forms

from accounts.models import Organisation
from providers.forms.designation import day
from providers.models import RosterChange, StaffMember
from providers.rules.staff import KINDS
from workflow.forms import bound_texts

KIND_CHOICES = [(code, label) for label, code in KINDS.items()]


class _Bounded(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_texts(self)


class AlterForm(_Bounded):
    nhsa_code = forms.CharField(label="医保人员编码", max_length=32, required=False)
    certificate = forms.CharField(label="资格证书", max_length=80, required=False)
    certificate_until = day("证书有效期至", required=False)
    labour_contract = forms.BooleanField(label="已签劳动合同并缴纳社会保险", required=False)


class AddForm(AlterForm):
    field_order = ("name", "id_number", "kind")
    name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="身份证号码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label="人员类别", choices=KIND_CHOICES)
    starts_on = day("在岗起始日期")


class LeaveForm(_Bounded):
    ends_on = day("离岗日期")


class TrainingForm(_Bounded):
    title = forms.CharField(label="培训内容", max_length=100)
    hours = forms.IntegerField(label="学时", min_value=1, max_value=2000)
    ended_on = day("结束日期")
    certificate = forms.CharField(label="证书编号", max_length=60, required=False)
    certificate_until = day("证书有效期至", required=False)


class CheckForm(_Bounded):
    """Approve or send back: the button says which."""

    reason = forms.CharField(label="退回理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class StaffFilter(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *StaffMember.Kind.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *StaffMember.State.choices, ("ending", "90 天内证书到期")]
    )
    name = forms.CharField(label="姓名", required=False, max_length=60)


class ChangeFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *RosterChange.State.choices])


class ImportForm(forms.Form):
    organisation = forms.ModelChoiceField(label="机构", queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(label="名册文件（xlsx）", max_length=200)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
