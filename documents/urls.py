"""Addresses of letters, blank forms and verification."""

from django.urls import path

from documents.views import forms, letters, verify

app_name = "documents"

urlpatterns = [
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/file.pdf", letters.letter_pdf, name="pdf"),
    path("verify/", verify.enter, name="verify_form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
    path("forms/", forms.listing, name="forms"),
    path("forms/<slug:form>/blank.pdf", forms.blank, name="blank"),
]
