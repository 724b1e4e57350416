"""Django's administration: reference data and accounts, never a case; entered through the desk's own sign-in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from accounts import access
from accounts.posts import Post


class DeskAdminSite(admin.AdminSite):
    """For the holders of the post 用户管理岗 and for superusers."""

    site_title = "长期护理保险经办系统"
    site_header = "基础数据与用户管理"
    index_title = "基础数据与用户管理"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and (user.is_superuser or access.ADMIN_RULE.allows(request.actor))  # type: ignore

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, with its lockout and second factor; the wrong post is told which is right."""
        return access.refuse(request, access.ADMIN_RULE)


def administers(request: HttpRequest) -> bool:
    """Whether the request comes from a holder of 用户管理岗."""
    return bool(request.actor.holds(Post.USER_ADMIN))  # type: ignore[attr-defined]
