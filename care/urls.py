from django.urls import path

from care.views import act, month, people

app_name = "care"
urlpatterns = [
    path("care/", people.people, name="people"),
    path("care/<uuid:pk>/month/", month.month, name="month"),
    path("care/<uuid:pk>/plan-check/", act.check_plan, name="check_plan"),
    path("care/<uuid:pk>/<slug:verb>/", act.act, name="act"),
]
