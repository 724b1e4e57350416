"""Addresses of letters, blank forms and verification."""

from django.urls import path

from documents.views import forms, letters, papers, print_runs, tus, verify

app_name = "documents"

urlpatterns = [
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/file.pdf", letters.letter_pdf, name="pdf"),
    path("papers/<str:case_kind>/<uuid:pk>/", papers.case_papers, name="papers"),
    path("papers/<str:case_kind>/<uuid:pk>/uploads/", tus.create, name="create_upload"),
    path("papers/<uuid:pk>/", papers.paper, name="paper"),
    path("papers/<uuid:pk>/withdraw/", papers.withdraw, name="withdraw_paper"),
    path("uploads/<uuid:pk>/", tus.upload, name="upload"),
    path("print-runs/", print_runs.runs, name="print_runs"),
    path("print-runs/<uuid:pk>/", print_runs.run, name="print_run"),
    path("print-runs/<uuid:pk>/progress/", print_runs.progress, name="print_run_progress"),
    path("print-runs/<uuid:pk>/again/", print_runs.again, name="repeat_print_run"),
    path("print-runs/<uuid:pk>/<int:number>.pdf", print_runs.volume, name="print_run_volume"),
    path("verify/", verify.enter, name="verify_form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
    path("forms/", forms.listing, name="forms"),
    path("forms/<slug:form>/blank.pdf", forms.blank, name="blank"),
]
