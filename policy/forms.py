"""What an officer asks the policy pages: which area, which day, which chapter, which words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from policy import explain


class _AreaForm(forms.Form):
    """Fields that take an area offer those with rules of their own and the reader's own areas."""

    area_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, own_areas: Iterable[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = explain.areas()
        extra = [(code, code) for code in own_areas if code not in dict(known)]
        for name in self.area_fields:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = known + extra


def _day_field() -> forms.DateField:
    return forms.DateField(
        label="适用日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写日期，例如 2026-03-02。"},
    )


class RulesForm(_AreaForm):
    """The rules of one area."""

    area_fields = ("area",)

    area = forms.ChoiceField(label="地区")
    on = _day_field()
    chapter = forms.ChoiceField(label="章节", required=False)
    search = forms.CharField(label="查找", required=False, max_length=50)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        chapter = self.fields["chapter"]
        assert isinstance(chapter, forms.ChoiceField)
        chapter.choices = [("", "全部章节"), *((name, name) for name in explain.chapters())]


class CompareForm(_AreaForm):
    """Two areas side by side."""

    area_fields = ("one", "other")

    one = forms.ChoiceField(label="地区")
    other = forms.ChoiceField(label="与之比较")
    on = _day_field()


def answers(form: forms.Form, defaults: dict[str, Any]) -> dict[str, Any]:
    """What was asked, each missing or wrong answer replaced by its default, so that a page always shows something."""
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return {name: given.get(name) or default for name, default in defaults.items()}


def bound(kind: type[_AreaForm], data: Any, own_areas: Iterable[str], defaults: dict[str, Any]) -> _AreaForm:
    """The form with what was asked filled in, the defaults for the rest."""
    filled = {**defaults, **{name: data[name] for name in defaults if name in data}}
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()}
    return kind(shown, own_areas=own_areas)
