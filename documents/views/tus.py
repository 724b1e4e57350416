"""Uploads that can be resumed, for browsers; the protocol is in documents.tus."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from documents import tus
from documents.views.papers import found_case
from workflow.refusal import Refusal


@signed_in
@require_http_methods(["POST", "OPTIONS"])
def create(request: DeskRequest, case_kind: str, pk: UUID) -> HttpResponse:
    """Begin an upload; answers 201 with its address."""
    if request.method == "OPTIONS":
        return tus.options()
    _, case = found_case(request, case_kind, pk)
    return _answered(lambda: tus.create(request, case, request.actor, "documents:upload"))


@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: DeskRequest, pk: UUID) -> HttpResponse:
    """HEAD: how much has arrived; PATCH: more of it; DELETE: give it up. Only for the one who began it."""
    return _answered(lambda: _done(request, pk))


def _done(request: DeskRequest, pk: UUID) -> HttpResponse:
    paper = tus.begun(pk, request.actor)
    if request.method == "HEAD":
        return tus.told(paper, request.actor)
    if request.method == "DELETE":
        return tus.give_up(paper)
    return tus.receive(request, paper, request.actor)


def _answered(work: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return work()
    except tus.Problem as problem:
        return tus.answer(problem.status, problem.headers)
    except Refusal as refusal:
        told = JsonResponse(
            {"code": str(refusal.code), "detail": refusal.message}, status=tus.status_of(refusal),
            json_dumps_params={"ensure_ascii": False},
        )  # fmt: skip
        told["Tus-Resumable"] = tus.VERSION
        return told
