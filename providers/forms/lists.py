"""Filters of the lists."""

from django import forms

from providers.models.call import KINDS
from providers.states import AgreementState, State


class DesignationFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices[1:]])
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *KINDS])


class AgreementFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *AgreementState.choices, ("ending", "90 天内期满")]
    )
    name = forms.CharField(label="机构名称", required=False, max_length=60)


class PlaceFilter(forms.Form):
    """Public lists by kind and pooling area."""

    kind = forms.ChoiceField(label="类别", required=False, choices=KINDS)
    area = forms.ChoiceField(label="统筹区", required=False)


class InterestForm(forms.Form):
    organisation = forms.ModelChoiceField(label="机构", queryset=None)
    relation = forms.CharField(label="与该机构的关系", max_length=60)
