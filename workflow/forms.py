"""What the form of every act has in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from accounts.actors import Actor
from workflow.refusal import Refusal

LONGEST = 2000  # characters of a reason, a finding, an address


def version_of(given: Mapping[str, str]) -> int:
    """The version that a page was made from; a form without one counts as older than everything."""
    text = given.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def point_out(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a refusal says about fields beside those fields; what fits no field stays in its summary."""
    for name in [name for name in refusal.details if name in form.fields]:
        form.add_error(name, refusal.details.pop(name))


class SheetField(forms.FileField):
    """A table that people fill in and send whole; held to a size that is read into memory."""

    largest = 20  # MB

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > self.largest << 20:
            raise forms.ValidationError(f"文件超过 {self.largest} MB，请分批导入。")
        return file


def bound_texts(form: forms.BaseForm) -> None:
    """Hold every text to a length: that of its box, or one for all. Letters print them; a book would stop the press."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.max_length = int(field.widget.attrs.get("maxlength", LONGEST))
            field.validators.append(MaxLengthValidator(field.max_length))
            field.widget.attrs.update(field.widget_attrs(field.widget))


class ActForm(forms.Form):
    """The inputs of one act, as a page asks for them; `inputs()` hands them to the act by its own names.

    `ends` marks acts that end a matter or turn it back, so that nobody presses them for the next step;
    `versioned` is False where several people act on the same case without each having to see the other's act.
    """

    ends = False
    versioned = True

    def __init__(self, *args: Any, case: Any, by: Actor, now: datetime, **kwargs: Any) -> None:
        self.case, self.by, self.now = case, by, now
        super().__init__(*args, **kwargs)
        bound_texts(self)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the case; for the forms that need it."""

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReasonForm(ActForm):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class EndingForm(ReasonForm):
    ends = True


class OptionalReasonForm(ActForm):
    reason = forms.CharField(
        label="说明（可不填）", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )


class NothingForm(ActForm):
    """An act that needs nothing but the decision itself."""
