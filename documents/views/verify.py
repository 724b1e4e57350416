"""The public page that tells whether a letter is real."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from documents.forms import CompareForm, VerifyForm, plain_code
from documents.models import Letter
from documents.pages import grouped


@public
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a code in the query leads to its page."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("documents:verify", form.cleaned_data["code"])
    return render(request, "documents/verify_form.html", {"form": form}, status=422 if form.is_bound else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Number, kind, day, issuer, masked person, state and hash; on POST whether the uploaded file is the issued one."""
    letter = Letter.objects.select_related("superseded_by").filter(verify_code=plain_code(code)).first()
    if letter is None:
        return render(request, "documents/verify_unknown.html", {"code": code[:40], "form": VerifyForm()}, status=404)
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    context = {"letter": letter, "verify_groups": grouped(letter.verify_code), "form": form}
    if form.is_bound and form.is_valid():
        context["same"] = _digest(form.cleaned_data["file"]) == letter.sha256
        context["compared"] = True
    return render(request, "documents/verify.html", context, status=422 if form.errors else 200)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
