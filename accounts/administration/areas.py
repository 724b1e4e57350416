from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration.by_post import ByPost
from accounts.models import Area


@admin.register(Area)
class AreaAdmin(ByPost):
    """Read by every user administrator (to choose a place); changed by superusers alone."""

    list_display = ("code", "name", "level", "valid")
    list_filter = ("level", "valid")
    search_fields = ("code__startswith", "name")

    def within_area(self, request: HttpRequest, rows: QuerySet[Area]) -> QuerySet[Area]:
        return rows

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser
