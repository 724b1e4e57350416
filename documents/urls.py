"""Addresses of letters, blank forms and verification."""

from django.urls import path

from documents.views import forms, letters, papers, tus, verify

app_name = "documents"

urlpatterns = [
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/file.pdf", letters.letter_pdf, name="pdf"),
    path("papers/<str:case_kind>/<uuid:pk>/", papers.case_papers, name="papers"),
    path("papers/<str:case_kind>/<uuid:pk>/uploads/", tus.create, name="create_upload"),
    path("papers/<uuid:pk>/", papers.paper, name="paper"),
    path("papers/<uuid:pk>/withdraw/", papers.withdraw, name="withdraw_paper"),
    path("uploads/<uuid:pk>/", tus.upload, name="upload"),
    path("verify/", verify.enter, name="verify_form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
    path("forms/", forms.listing, name="forms"),
    path("forms/<slug:form>/blank.pdf", forms.blank, name="blank"),
]
