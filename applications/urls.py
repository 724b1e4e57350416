from django.urls import path

from applications.views import act, form, new

app_name = "applications"
urlpatterns = [
    path("people/<uuid:person_id>/apply/", new.new, name="new"),
    path("my/apply/<uuid:person_id>/", new.apply, name="apply"),
    path("applications/<uuid:pk>/form/", form.print_form, name="print_form"),
    path("applications/<uuid:pk>/form/<slug:kind>/", form.print_form, name="print_other_form"),
    path("applications/<uuid:pk>/<slug:verb>/", act.act, name="act"),
    path("applications/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
]
