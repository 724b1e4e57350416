from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from providers.models import Agreement


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    """Agreements are entered by the system administrator until designation brings its own acts; never deleted."""

    list_display = ("number", "agency", "organisation", "starts_on", "ends_on", "state")
    list_filter = ("state", "agency")
    list_select_related = ("agency", "organisation")
    search_fields = ("number", "organisation__name")
    autocomplete_fields = ("agency", "organisation")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
