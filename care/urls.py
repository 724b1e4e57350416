from django.urls import path

from care.views import act, month, people, uploads

app_name = "care"
urlpatterns = [
    path("care/", people.people, name="people"),
    path("care/uploads/", uploads.uploads, name="uploads"),
    path("care/uploads/template/", uploads.template, name="upload_template"),
    path("care/uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("care/uploads/<uuid:pk>/marked/", uploads.marked, name="upload_marked"),
    path("care/<uuid:pk>/month/", month.month, name="month"),
    path("care/<uuid:pk>/plan-check/", act.check_plan, name="check_plan"),
    path("care/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
    path("care/<uuid:pk>/<slug:verb>/", act.act, name="act"),
]
