"""Forms of the register of assessors and experts."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Organisation, User
from policy import rule
from providers.models import Engagement
from providers.rules.qualification import EDUCATION, TITLES
from workflow.forms import SheetField

DAY = {"type": "date"}
ROLES = [("", "（评估员不填）"), ("医", "医"), ("技", "技"), ("护", "护")]


def _day(label: str, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))


class ProposalForm(forms.Form):
    """What the body says of a person; the rules of the region judge it."""

    organisation = forms.ModelChoiceField(label="机构", queryset=Organisation.objects.none(), empty_label=None)
    user = forms.ModelChoiceField(label="人员账户", queryset=User.objects.none())
    post = forms.ChoiceField(label="岗位", choices=Engagement._meta.get_field("post").choices)
    born = _day("出生日期")
    education = forms.ChoiceField(label="学历", choices=[(word, word) for word in EDUCATION])
    background = forms.CharField(label="专业背景", max_length=40, required=False)
    department = forms.CharField(label="科室", max_length=40, required=False)
    role = forms.ChoiceField(
        label="类别", choices=[("", "（评估员不填）"), ("医", "医"), ("技", "技"), ("护", "护")], required=False
    )
    title = forms.ChoiceField(label="职称", choices=[(word, word) for word in TITLES], required=False)
    practising_since = _day("从业起始日期")
    certificate = forms.CharField(label="培训证书编号", max_length=60, required=False)
    certificate_until = _day("证书有效期至", required=False)
    labour_contract = forms.BooleanField(label="已签劳动合同并缴纳社会保险", required=False)
    nhsa_code = forms.CharField(label="医保编码（可不填）", max_length=32, required=False)
    starts_on = _day("聘期起")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = organisations
        fields["user"].queryset = User.objects.filter(is_active=True, organisation__in=organisations).order_by("name")
        fields["user"].label_from_instance = lambda user: f"{user.name}（{user.username}）"


class RosterForm(forms.Form):
    organisation = forms.ModelChoiceField(label="机构", queryset=Organisation.objects.none(), empty_label=None)
    file = SheetField(label="填好的名册（xlsx）", help_text="请用本页的模板填写。一个文件最多 500 人。")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations


class RegisterFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *Engagement.State.choices, ("ending", "聘期或证书即将届满")],
    )
    name = forms.CharField(label="姓名", required=False, max_length=60)


class DecisionForm(forms.Form):
    """Approve, send back, dismiss or check: the button says which."""

    reason = forms.CharField(
        label="理由或查明的事实", max_length=280, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    ground = forms.ChoiceField(label="解聘情形", required=False)

    def __init__(self, *args: Any, area: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = rule("assessment.dismissal_grounds", area=area, on=on)
        field: Any = self.fields["ground"]
        field.choices = [("", "（仅解聘时选择）"), *((ground, ground) for ground in line.value)]
