from django.urls import path

from assessment.views import act, archives, callups, exports, fees, interests, notices, outcome, report, sheets

app_name = "assessment"
urlpatterns = [
    path("applications/<uuid:pk>/assessment/dispatch/", act.dispatch, name="dispatch"),
    path("applications/<uuid:pk>/assessment/dispatch/preview/", act.preview_dispatch, name="preview_dispatch"),
    path("assessments/<uuid:pk>/sheets/", sheets.sheets, name="print_sheets"),
    path("assessments/<uuid:pk>/<slug:verb>/", act.act, name="act"),
    path("assessments/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
    path("callups/", callups.callups, name="callups"),
    path("callups/order/", callups.call_up, name="call_up"),
    path("archives/", archives.archives, name="archives"),
    path("archives/file/<uuid:pk>/", archives.file, name="file_archive"),
    path("archives/<uuid:pk>/consult/", archives.consult, name="consult_archive"),
    path("archives/<uuid:pk>/check/", archives.check, name="check_archive"),
    path("archives/exports/", exports.exports, name="exports"),
    path("archives/exports/<uuid:pk>/download/", exports.download, name="download_export"),
    path("archives/exports/<uuid:pk>/check/", exports.check, name="check_export"),
    path("archives/exports/<uuid:pk>/again/", exports.again, name="export_again"),
    path("fees/", fees.fees, name="fees"),
    path("interests/", interests.interests, name="interests"),
    path("notices/", notices.notices, name="notices"),
    path("notices/reports/", outcome.outcome, name="outcome"),
    path("notices/<int:pk>/report/", report.report, name="report"),
]
