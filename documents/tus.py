"""Uploads that can be resumed: tus 1.0.0 with creation, termination and expiration (tus.io).

The packages for Django that speak it are dead or pin another state machine (docs/adr/0009); the core is here, for pages
and interface alike: what it answers, `Problem` where it cannot, `Refusal` where it may not.
"""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from accounts.actors import Actor
from documents import papers
from documents.models import PaperFile
from documents.paper_access import rules_of
from workflow.refusal import Code, Refusal

VERSION = "1.0.0"
OCTETS = "application/offset+octet-stream"


class Problem(Exception):
    """A request that the protocol cannot serve: its status, and the header that goes with it."""

    def __init__(self, status: int, headers: dict[str, Any] | None = None) -> None:
        super().__init__(str(status))
        self.status, self.headers = status, headers or {}


def options() -> HttpResponse:
    return answer(204, {"Tus-Extension": "creation,termination,expiration", "Tus-Max-Size": _most()})


def create(request: HttpRequest, case: Any, by: Actor, address: str) -> HttpResponse:
    """Begin an upload: Upload-Length and Upload-Metadata (filename, code); 201 and its address of that name."""
    said, length = metadata(request), request.headers.get("Upload-Length", "")
    if request.headers.get("Tus-Resumable") != VERSION or not (length.isascii() and length.isdigit()):
        raise Problem(412, {"Tus-Version": VERSION})
    paper = papers.begin(
        case=case, code=said.get("code", ""), name=said.get("filename", ""), size=int(length[:18]),
        by=by, now=timezone.now(),
    )  # fmt: skip
    return answer(201, {"Location": reverse(address, args=[paper.pk]), **_expires(paper)})


def begun(pk: UUID, by: Actor) -> PaperFile:
    """The upload, for the one who began it and still sees its case; else 404."""
    paper = PaperFile.objects.filter(pk=pk, uploaded_by_id=by.user_id).first() if by.user_id is not None else None
    rules = rules_of(paper.case_kind) if paper is not None else None
    if paper is None or rules is None or rules.case(paper.case_id, by) is None:
        raise Http404
    if paper.state in (PaperFile.State.REFUSED, PaperFile.State.WITHDRAWN):
        raise Problem(410)
    return paper


def told(paper: PaperFile, by: Actor) -> HttpResponse:
    """How much has arrived."""
    try:
        _finished(paper, by, papers.offset_of(paper))
    except Refusal as refusal:
        raise Problem(410) from refusal
    return answer(200, {"Upload-Offset": papers.offset_of(paper), "Upload-Length": paper.size, **_expires(paper)})


def receive(request: HttpRequest, paper: PaperFile, by: Actor) -> HttpResponse:
    """More of it, from the offset that is said; filed with the last byte."""
    said = request.headers.get("Upload-Offset", "")
    if request.content_type != OCTETS or not (said.isascii() and said.isdigit()):
        raise Problem(415)
    if paper.state == PaperFile.State.STORED:
        return answer(204, {"Upload-Offset": paper.size})
    try:
        offset = papers.receive(paper, int(said[:18]), request)
    except BlockingIOError as busy:
        raise Problem(423) from busy
    except ValueError as wrong:
        raise Problem(409) from wrong
    _finished(paper, by, offset)
    return answer(204, {"Upload-Offset": offset, **_expires(paper)})


def _finished(paper: PaperFile, by: Actor, offset: int) -> None:
    """File it once all has come, also where a crash came between the last byte and the row."""
    if paper.state == PaperFile.State.RECEIVING and offset == paper.size:
        papers.finish(paper, by=by, now=timezone.now())


def give_up(paper: PaperFile) -> HttpResponse:
    if paper.state == PaperFile.State.STORED:
        raise Problem(403)
    PaperFile.objects.filter(pk=paper.pk, state=PaperFile.State.RECEIVING).update(
        state=PaperFile.State.REFUSED, problem="上传人放弃"
    )
    papers.receiving_path(paper.pk).unlink(missing_ok=True)
    return answer(204)


def status_of(refusal: Refusal) -> int:
    """403 for whom it is not, 413 for what is too large, else 422."""
    if refusal.code == Code.NOT_PERMITTED:
        return 403
    return 413 if refusal.details.get("file") == "文件太大" else 422


def metadata(request: HttpRequest) -> dict[str, str]:
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


def answer(status: int, headers: dict[str, Any] | None = None) -> HttpResponse:
    response = HttpResponse(status=status)
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})}.items():
        response[name] = str(value)
    return response
