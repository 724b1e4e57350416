from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import areas
from accounts.administration.by_post import ByPost, administered_areas, administers_area
from accounts.models import Appointment, User


class AppointmentForm(forms.ModelForm):
    """Nobody appoints themselves, and nobody appoints outside the area that they administer."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place, user = data.get("organisation"), data.get("user")
        if place is not None and not administers_area(self.request, place.area_id):
            self.add_error("organisation", "只能在您所管理地区内的机构授权。")
        if user is not None and not self._is_known(user):
            self.add_error("user", "只能给您所管理地区内机构的用户授权。")
        if user is not None and user.pk == self.request.user.pk:
            self.add_error("user", "不能给自己授权岗位，请由另一位用户管理岗人员办理。")
        return data

    def _is_known(self, user: User) -> bool:
        """A number typed into the form by hand names anybody; those of other areas are nobody's business here."""
        known = User.objects.visible_to(self.request.actor)  # type: ignore[attr-defined]
        return self.request.user.is_superuser or known.filter(pk=user.pk).exists()


@admin.register(Appointment)
class AppointmentAdmin(ByPost):
    """Grant a post, end it on a day, or revoke it at once (action); who and when are filled in, never typed."""

    form = AppointmentForm
    list_display = ("user", "post", "organisation", "starts_on", "ends_on", "granted_by", "revoked_at")
    list_filter = ("post", "organisation__kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organisation", "granted_by")
    search_fields = ("user__username", "user__name", "organisation__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("user", "organisation")
    fields = (
        "user",
        "post",
        "organisation",
        "starts_on",
        "ends_on",
        "granted_by",
        "granted_at",
        "revoked_by",
        "revoked_at",
    )
    readonly_fields = ("granted_by", "granted_at", "revoked_by", "revoked_at")
    actions = ("revoke",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # A class for each request: what the form may accept depends on who sends it.
        return type("BoundAppointmentForm", (super().get_form(request, obj, change, **kwargs),), {"request": request})

    def get_readonly_fields(self, request: HttpRequest, obj: Appointment | None = None) -> tuple[str, ...]:
        if obj is None:
            return self.readonly_fields
        # A right that was given is not turned into another one: it is ended, and a new one is given.
        held = ("user", "post", "organisation", "starts_on")
        return (*held, *(("ends_on",) if obj.revoked_at else ()), *self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        if not change:
            obj.granted_by, obj.granted_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.action(description="撤销所选岗位授权")
    def revoke(self, request: HttpRequest, rows: QuerySet[Appointment]) -> None:
        for row in rows.filter(revoked_at__isnull=True):
            row.revoked_by, row.revoked_at = request.user, timezone.now()  # type: ignore[assignment]
            row.save(update_fields=["revoked_by", "revoked_at"])
            self.log_change(request, row, "撤销岗位授权")

    def within_area(self, request: HttpRequest, rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
        scope = Q(pk__in=[])
        for code in administered_areas(request):
            scope |= Q(organisation__area__code__startswith=areas.prefix(code))
        return rows.filter(scope)
