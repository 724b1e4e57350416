from django.urls import path

from care.views import act, catalogue, month, people, uploads

app_name = "care"
urlpatterns = [
    path("care/", people.people, name="people"),
    path("care/catalogue/", catalogue.catalogue, name="catalogue"),
    path("care/catalogue/import/", catalogue.upload, name="import_catalogue"),
    path("care/catalogue/import/template/", catalogue.template, name="catalogue_template"),
    path("care/uploads/", uploads.uploads, name="uploads"),
    path("care/uploads/template/", uploads.template, name="upload_template"),
    path("care/uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("care/uploads/<uuid:pk>/marked/", uploads.marked, name="upload_marked"),
    path("care/<uuid:pk>/month/", month.month, name="month"),
    path("care/<uuid:pk>/plan-check/", act.check_plan, name="check_plan"),
    path("care/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
    path("care/<uuid:pk>/<slug:verb>/", act.act, name="act"),
]
