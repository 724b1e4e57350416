from django.urls import path

from applications.views import act, new

app_name = "applications"
urlpatterns = [
    path("people/<uuid:person_id>/apply/", new.new, name="new"),
    path("applications/<uuid:pk>/<slug:verb>/", act.act, name="act"),
]
