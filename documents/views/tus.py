"""Uploads that can be resumed: tus 1.0.0 with creation, termination and expiration (tus.io).

The packages for Django that speak it are dead or pin another state machine (docs/adr/0009); the core is this page.
"""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from documents import papers
from documents.models import PaperFile
from documents.views.papers import found_case
from workflow.refusal import Code, Refusal

VERSION = "1.0.0"
OCTETS = "application/offset+octet-stream"


@signed_in
@require_http_methods(["POST", "OPTIONS"])
def create(request: DeskRequest, case_kind: str, pk: UUID) -> HttpResponse:
    """Begin an upload: Upload-Length and Upload-Metadata (filename, code); answers 201 with its address."""
    if request.method == "OPTIONS":
        return _answer(204, {"Tus-Extension": "creation,termination,expiration", "Tus-Max-Size": _most()})
    _, case = found_case(request, case_kind, pk)
    said, length = _metadata(request), request.headers.get("Upload-Length", "")
    if request.headers.get("Tus-Resumable") != VERSION or not (length.isascii() and length.isdigit()):
        return _answer(412, {"Tus-Version": VERSION})
    try:
        paper = papers.begin(
            case=case, code=said.get("code", ""), name=said.get("filename", ""), size=int(length[:18]),
            by=request.actor, now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _told(refusal, 413 if refusal.details.get("file") == "文件太大" else 422)
    return _answer(201, {"Location": reverse("documents:upload", args=[paper.pk]), **_expires(paper)})


@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: DeskRequest, pk: UUID) -> HttpResponse:
    """HEAD: how much has arrived; PATCH: more of it; DELETE: give it up. Only for the one who began it."""
    paper = PaperFile.objects.filter(pk=pk, uploaded_by_id=request.actor.user_id).first()
    if paper is None:
        raise Http404
    if paper.state in (PaperFile.State.REFUSED, PaperFile.State.WITHDRAWN):
        return _answer(410)
    if request.method == "HEAD":
        refusal = _finished(request, paper, papers.offset_of(paper))
        if refusal is not None:
            return _answer(410)
        return _answer(200, {"Upload-Offset": papers.offset_of(paper), "Upload-Length": paper.size, **_expires(paper)})
    if request.method == "DELETE":
        return _give_up(paper)
    return _patch(request, paper)


def _patch(request: DeskRequest, paper: PaperFile) -> HttpResponse:
    said = request.headers.get("Upload-Offset", "")
    if request.content_type != OCTETS or not (said.isascii() and said.isdigit()):
        return _answer(415)
    if paper.state == PaperFile.State.STORED:
        return _answer(204, {"Upload-Offset": paper.size})
    try:
        offset = papers.receive(paper, int(said[:18]), request)
    except BlockingIOError:
        return _answer(423)
    except ValueError:
        return _answer(409)
    refusal = _finished(request, paper, offset)
    if refusal is not None:
        return _told(refusal, 422)
    return _answer(204, {"Upload-Offset": offset, **_expires(paper)})


def _finished(request: DeskRequest, paper: PaperFile, offset: int) -> Refusal | None:
    """File it once all has come, also where a crash came between the last byte and the row."""
    if paper.state != PaperFile.State.RECEIVING or offset != paper.size:
        return None
    try:
        papers.finish(paper, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        return refusal
    return None


def _give_up(paper: PaperFile) -> HttpResponse:
    if paper.state == PaperFile.State.STORED:
        return _answer(403)
    PaperFile.objects.filter(pk=paper.pk, state=PaperFile.State.RECEIVING).update(
        state=PaperFile.State.REFUSED, problem="上传人放弃"
    )
    papers.receiving_path(paper.pk).unlink(missing_ok=True)
    return _answer(204)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`key base64, key base64`; what is no base64 of UTF-8 is left out."""
    said = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            said[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return said


def _most() -> int:
    return int(settings.LTCI_LARGEST_VIDEO)


def _expires(paper: PaperFile) -> dict[str, str]:
    return {"Upload-Expires": http_date(paper.expires_at.timestamp())}


def _answer(status: int, headers: dict[str, Any] | None = None) -> HttpResponse:
    response = HttpResponse(status=status)
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})}.items():
        response[name] = str(value)
    return response


def _told(refusal: Refusal, status: int) -> HttpResponse:
    status = 403 if refusal.code == Code.NOT_PERMITTED else status
    response = JsonResponse(
        {"code": str(refusal.code), "detail": refusal.message}, status=status, json_dumps_params={"ensure_ascii": False}
    )
    response["Tus-Resumable"] = VERSION
    return response
