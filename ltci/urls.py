"""Every chapter brings its own addresses; the desk and the case page stand above all chapters."""

from django.urls import include, path

from ltci.views.benefit import benefit
from ltci.views.components import components
from ltci.views.desk import desk
from ltci.views.display import display
from ltci.views.matter import matter
from ltci.views.my import my

CHAPTERS = (
    "accounts",
    "applications",
    "assessment",
    "care",
    "enrolment",
    "documents",
    "policy",
    "providers",
    "settlement",
    "workflow",
)

urlpatterns = [
    path("", desk, name="desk"),
    path("matters/<uuid:pk>/", matter, name="matter"),
    path("benefits/<uuid:pk>/", benefit, name="benefit"),
    path("my/", my, name="my"),
    path("display/", display, name="display"),
    path("components/", components, name="components"),
    path("api/v1/", include("ltci.api.urls")),
    *(path("", include(f"{chapter}.urls")) for chapter in CHAPTERS),
]
