"""What the form of every act has in common."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.actors import Actor


class ActForm(forms.Form):
    """The inputs of one act, as a page asks for them; `inputs()` hands them to the act by its own names."""

    def __init__(self, *args: Any, case: Any, by: Actor, now: datetime, **kwargs: Any) -> None:
        self.case, self.by, self.now = case, by, now
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the case; for the forms that need it."""

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def explain(self) -> str:
        """One sentence on what will happen, shown above the button; empty where the label says it."""
        return ""


class ReasonForm(ActForm):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class OptionalReasonForm(ActForm):
    reason = forms.CharField(
        label="说明（可不填）", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )


class NothingForm(ActForm):
    """An act that needs nothing but the decision itself."""
