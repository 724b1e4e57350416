from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration.by_post import ByPost, administers_area
from accounts.models import Organisation, User


class OfOwnArea(forms.ModelForm):
    """The account belongs to an organisation of the administrator's area; a superuser's may belong to none."""

    request: HttpRequest

    def clean_organisation(self) -> Organisation | None:
        place = self.cleaned_data.get("organisation")
        if place is None and not self.request.user.is_superuser:
            raise forms.ValidationError("请选择用户所属机构。")
        if place is not None and not administers_area(self.request, place.area_id):
            raise forms.ValidationError("只能选择您所管理地区内的机构。")
        return place


class NewUserForm(OfOwnArea, AdminUserCreationForm):
    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.password_changed_at = None
        if commit:
            user.save()
        return user


class ChangedUserForm(OfOwnArea, UserChangeForm):
    pass


class NewPasswordForm(AdminPasswordChangeForm):
    """A password that an administrator sets is renewed by its owner at the next sign-in."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.password_changed_at = None
        if commit:
            user.save()
        return user


@admin.register(User)
class DeskUserAdmin(ByPost, UserAdmin):
    """Accounts are closed by taking away «有效»; posts are given in 岗位授权, never here."""

    form = ChangedUserForm
    add_form = NewUserForm
    change_password_form = NewPasswordForm
    list_display = ("username", "name", "organisation", "is_active", "second_factor", "last_login")
    list_filter = ("is_active", "second_factor", "organisation__kind")
    list_select_related = ("organisation",)
    search_fields = ("username", "name", "organisation__name")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("organisation",)
    readonly_fields = ("last_login", "password_changed_at", "second_factor")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "organisation", "is_active")}),
        ("登录", {"fields": ("last_login", "password_changed_at", "second_factor")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "organisation", "password1", "password2")}),)

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        # A class for each request: what the form may accept depends on who sends it.
        return type("BoundUserForm", (super().get_form(request, obj, **kwargs),), {"request": request})

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Whoever could set a superuser's password would be one.
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def within_area(self, request: HttpRequest, rows: QuerySet[User]) -> QuerySet[User]:
        return rows.visible_to(request.actor).filter(is_superuser=False)  # type: ignore[attr-defined]
