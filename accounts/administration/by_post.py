from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.admin_site import administers
from accounts.areas import covers
from accounts.posts import Post


class ByPost(admin.ModelAdmin):
    """Open to the post instead of Django's permission rows, limited to its area; nothing is ever deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser or (administers(request) and self._is_own(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else self.within_area(request, rows)

    def within_area(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the areas in which the actor administers users."""
        raise NotImplementedError

    def _is_own(self, request: HttpRequest, obj: Model | None) -> bool:
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()


def administered_areas(request: HttpRequest) -> list[str]:
    """Codes of the areas in which the actor holds 用户管理岗."""
    seats = request.actor.seats  # type: ignore[attr-defined]
    return [seat.area_code for seat in seats if seat.post == Post.USER_ADMIN]


def administers_area(request: HttpRequest, code: str) -> bool:
    """Whether the actor administers users there; a superuser does everywhere."""
    return request.user.is_superuser or any(covers(own, code) for own in administered_areas(request))
