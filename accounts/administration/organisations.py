from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts import areas
from accounts.administration.by_post import ByPost, administered_areas, administers_area
from accounts.models import Organisation


class OrganisationForm(forms.ModelForm):
    request: HttpRequest

    def clean_area(self) -> Any:
        area = self.cleaned_data["area"]
        if not administers_area(self.request, area.pk):
            raise forms.ValidationError("只能登记您所管理地区内的机构。")
        return area


@admin.register(Organisation)
class OrganisationAdmin(ByPost):
    form = OrganisationForm
    list_display = ("name", "code", "kind", "level", "area", "active")
    list_filter = ("kind", "level", "active")
    list_select_related = ("area",)
    search_fields = ("name", "code", "area__name", "area__code__startswith")
    autocomplete_fields = ("area", "parent")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # A class for each request: what the form may accept depends on who sends it.
        return type("BoundOrganisationForm", (super().get_form(request, obj, change, **kwargs),), {"request": request})

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:
        return ("kind",) if obj else ()

    def within_area(self, request: HttpRequest, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        scope = Q(pk__in=[])
        for code in administered_areas(request):
            scope |= Q(area__code__startswith=areas.prefix(code))
        return rows.filter(scope)
