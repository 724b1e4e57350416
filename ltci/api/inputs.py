"""What an act takes by the interface: the fields of its form, typed, and how they are handed to the form."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from rest_framework import serializers

from applications.forms import FORMS as APPLICATION_FORMS
from assessment.forms import FORMS as ASSESSMENT_FORMS
from care.forms import FORMS as CARE_FORMS
from care.forms.recording import DataField
from policy import scales
from providers.forms import FORMS as PROVIDER_FORMS
from settlement.forms import ELSEWHERE
from settlement.forms import FORMS as CLAIM_FORMS
from workflow import acts
from workflow.forms import ActForm, NothingForm

FORMS: dict[str, type[ActForm]] = {
    **APPLICATION_FORMS, **ASSESSMENT_FORMS, **PROVIDER_FORMS, **CARE_FORMS, **CLAIM_FORMS,
}  # fmt: skip
HIDDEN = frozenset({"round"})
YES_OR_NO = frozenset({"borne_out", "doubt_removed"})
NUMBERS = frozenset({"level"})


class Scores(serializers.Serializer[Any]):
    """Each scale's points in the order of its items. 医保办发〔2021〕37号."""

    adl = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100), min_length=10, max_length=10
    )
    cognition = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100), min_length=4, max_length=4
    )
    perception = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100), min_length=3, max_length=3
    )


def form_of(name: str) -> type[ActForm]:
    return FORMS.get(name, NothingForm)


def acts_by_interface() -> list[acts.Act]:
    """All acts that somebody does, in the order of their names; those of the clock are its own."""
    rows = [row for model in MODELS for row in acts.acts_of(model)]
    return sorted((row for row in rows if row.verb != "submit" and row.name not in ELSEWHERE), key=lambda row: row.name)


MODELS = (
    "applications.Application",
    "assessment.Assessment",
    "providers.Designation",
    "providers.Agreement",
    "care.Benefit",
    "settlement.ClaimBatch",
)


def serializer_of(name: str) -> type[serializers.Serializer[Any]]:
    """A serializer with the fields of the act's form; a visit brings its scores as one object."""
    fields = {
        field: made
        for field, form_field in form_of(name).base_fields.items()
        if field not in HIDDEN
        and not isinstance(form_field, forms.FileField)
        and (made := _field(field, form_field)) is not None
    }
    if name == "assessment.record_visit":
        fields["scores"] = Scores()
    words = "".join(part.capitalize() for part in name.replace(".", "_").split("_"))
    return cast(type[serializers.Serializer[Any]], type(f"{words}Input", (serializers.Serializer,), fields))


def _field(name: str, field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    common: dict[str, Any] = {"required": field.required, "help_text": str(field.label or name)}
    if name in YES_OR_NO:
        return serializers.BooleanField(**common)
    if name in NUMBERS:
        return serializers.IntegerField(**common, min_value=0, max_value=5)
    if isinstance(field, DataField):
        return serializers.JSONField(**common)
    if isinstance(field, forms.DateTimeField):
        return serializers.DateTimeField(**common)
    if isinstance(field, forms.IntegerField):
        return serializers.IntegerField(**common)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return serializers.ListField(child=_Key(), **common)
    if isinstance(field, forms.ModelChoiceField):
        return _Key(**common)
    if isinstance(field, forms.MultipleChoiceField):
        return serializers.ListField(child=serializers.CharField(max_length=60), **common)
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(required=False, help_text=common["help_text"])
    if isinstance(field, forms.DateField):
        return serializers.DateField(**common)
    if isinstance(field, forms.ChoiceField):
        return serializers.CharField(**common, max_length=60)
    longest = getattr(field, "max_length", None) or 2000
    return serializers.CharField(**common, max_length=longest, allow_blank=not field.required)


class _Key(serializers.IntegerField):
    """The number of an organisation or account."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


def form_data(name: str, said: Mapping[str, Any]) -> QueryDict:
    """What was said, as a browser would send it, so that one form judges both."""
    data = QueryDict(mutable=True)
    for field, value in said.items():
        if field == "scores":
            for dimension in scales.current().dimensions:
                for item, points in zip(dimension.items, value[dimension.key], strict=True):
                    data[f"{dimension.key}_{item.number}"] = str(points)
        elif field in YES_OR_NO:
            data[field] = "yes" if value else "no"
        elif isinstance(value, bool):
            if value:
                data[field] = "on"
        elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
            data[field] = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, datetime):
            data[field] = value.isoformat()
        elif isinstance(value, list):
            data.setlist(field, [str(entry) for entry in value])
        elif value is not None:
            data[field] = str(value)
    return data
