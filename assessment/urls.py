from django.urls import path

from assessment.views import act, callups, fees, interests, notices, outcome, report, sheets

app_name = "assessment"
urlpatterns = [
    path("applications/<uuid:pk>/assessment/dispatch/", act.dispatch, name="dispatch"),
    path("assessments/<uuid:pk>/sheets/", sheets.sheets, name="print_sheets"),
    path("assessments/<uuid:pk>/<slug:verb>/", act.act, name="act"),
    path("callups/", callups.callups, name="callups"),
    path("callups/order/", callups.call_up, name="call_up"),
    path("fees/", fees.fees, name="fees"),
    path("interests/", interests.interests, name="interests"),
    path("notices/", notices.notices, name="notices"),
    path("notices/reports/", outcome.outcome, name="outcome"),
    path("notices/<int:pk>/report/", report.report, name="report"),
]
