"""The addresses of the project and two pages that need no database: the gallery and a public page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.access import public
from accounts.actors import Actor, Seat
from accounts.posts import Post
from ltci.urls import urlpatterns as project
from ltci.views.components import gallery
from tests.ui.drawing import compiled

CLERK = Actor(1, "李敏", (Seat(Post.INTAKE_CLERK, 1, "沙依巴克区医疗保障经办中心", "650103", "agency"),))

PUBLIC_PAGE = """{% extends "public_base.html" %}{% block content %}
<c-page-head title="失能评估结果公示" subtitle="公示期内可以实名提出异议" />
<c-data-list caption="正在公示" columns="姓名|等级" rows="yes"><c-row>
<c-cell label="姓名" main>张*兰</c-cell><c-cell label="等级">重度失能Ⅰ级 <c-matrix-mark /></c-cell>
</c-row></c-data-list>{% endblock %}"""


@public
def desk_page(request: HttpRequest) -> HttpResponse:
    request.actor = CLERK  # type: ignore[attr-defined]
    return render(request, "gallery.html", gallery())


@public
def public_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(compiled(PUBLIC_PAGE).render({}, request))


urlpatterns = [path("sample/desk/", desk_page), path("sample/public/", public_page), *project]
