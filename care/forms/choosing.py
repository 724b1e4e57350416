"""Forms of choice, dispatch and change."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organisation
from care import queries
from care.models import Mode
from policy import rule
from providers.queries import designated
from workflow.forms import ActForm, EndingForm

REASON = forms.Textarea(attrs={"rows": 3})


class ProviderField(forms.ModelChoiceField):
    """Providers with where they are and how to reach them."""

    def label_from_instance(self, obj: Any) -> str:
        told = "，".join(part for part in (obj.address, obj.phone and f"电话 {obj.phone}") if part)
        return f"{obj.name}（{told}）" if told else str(obj.name)


class PlacingForm(ActForm):
    """What the three forms share: the region's modes, the providers with an agreement today."""

    def prepare(self) -> None:
        fields: Any = self.fields
        today = timezone.localdate(self.now)
        if "provider" in fields:
            fields["provider"].queryset = designated(self.case.agency_id, "provider", today)
        if "mode" in fields:
            line = rule("care.modes", area=self.case.area_code, on=self.case.policy_on)
            fields["mode"].choices = [(mode, str(Mode(mode).label)) for mode in line.value]
        if "variant" in fields:
            fields["variant"].choices = [("", "不限定"), *((name, name) for name in self._variants(today))]
            if len(fields["variant"].choices) == 1:
                fields["variant"].widget = forms.HiddenInput()

    def _variants(self, today: Any) -> list[str]:
        """Types of service that the region's standards tell apart, of all modes."""
        line = rule("care.benefit_standards", area=self.case.area_code, on=today)
        names = [row.get("variant", "") for row in line.value]
        return [name for name in dict.fromkeys(names) if name]


class ChoiceForm(PlacingForm):
    mode = forms.ChoiceField(label="护理服务方式", widget=forms.RadioSelect)
    variant = forms.ChoiceField(label="服务类型", required=False)
    provider = ProviderField(
        label="服务机构",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="只列出今日有履行中协议的定点长护服务机构。",
    )
    reason = forms.CharField(label="变更原因（首次选择不填）", widget=REASON, required=False, max_length=300)

    def prepare(self) -> None:
        super().prepare()
        accepted = queries.last_accepted(self.case)
        if accepted is None:
            self.fields["reason"].widget = forms.HiddenInput()
        else:
            self.fields["reason"].label = "变更原因"


class ModeForm(PlacingForm):
    mode = forms.ChoiceField(label="新的护理服务方式", widget=forms.RadioSelect)
    variant = forms.ChoiceField(label="服务类型", required=False)
    provider = ProviderField(
        label="服务机构（不变更的不选）",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        required=False,
        empty_label="由现在的机构继续服务",
    )
    reason = forms.CharField(label="变更原因", widget=REASON, max_length=300)


class ProviderForm(PlacingForm):
    provider = ProviderField(
        label="新的服务机构", queryset=Organisation.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label="变更原因", widget=REASON, max_length=300)


class DeclineForm(EndingForm):
    """A dispatch is sent back with a reason."""
