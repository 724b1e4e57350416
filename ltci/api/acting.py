"""Every act as a POST of its own: the same form, permission, law and words as on its page."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken
from ltci.api.authentication import actor_of
from ltci.api.inputs import acts_by_interface, form_data, form_of, serializer_of
from ltci.api.keys import KEY, etag, request_key, version
from ltci.api.problems import problem
from ltci.api.schema import PROBLEMS
from ltci.api.serializers import ActAvailable, Done
from workflow import acts
from workflow.models import Deadline
from workflow.refusal import Refusal

HEADERS = [OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True, description="同一请求重发时用同一个键")]
MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description='看到的版本，如 "3"')


def visible(request: Request, model: str, pk: UUID) -> Any:
    """The case, or 404 for who may not see it; acts of the public are for its own pages."""
    manager: Any = acts.case_model(model)._default_manager
    case = manager.visible_to(actor_of(request)).select_related(*manager.model.READ_WITH).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def told(done: acts.Done, status: int = 200) -> Response:
    """What came of an act, with the new version as ETag."""
    case = done.case
    limits = Deadline.objects.filter(matter=case.matter).open().values_list("kind", "due_on")
    body = {
        "case_kind": case.kind_name(),
        "case": case.pk,
        "matter": case.matter,
        "state": str(case.state),
        "version": case.version,
        "journal": done.entry.pk if done.entry else None,
        "replayed": done.replayed,
        "letters": done.letters,
        "due": dict(limits),
    }
    return Response(Done(body).data, status=status, headers={"ETag": etag(case.version)})


def act_view(row: acts.Act) -> type[APIView]:
    """The view of one act; its schema has the fields of the act's form."""
    inputs, form_class = serializer_of(row.name), form_of(row.name)
    parameters = [*HEADERS, *([MATCH] if form_class.versioned else [])]
    name = row.name.replace(".", "_")

    class OneAct(APIView):
        scope = ApiToken.Scope.ACT
        serializer_class = inputs

        @extend_schema(
            operation_id=f"act_{name}", request=inputs, responses={200: Done, **PROBLEMS}, parameters=parameters,
            description=f"{row.label}（{row.name}）。", tags=[row.name.split(".")[0]],
        )  # fmt: skip
        def post(self, request: Request, pk: UUID) -> Response:
            key, by, now = request_key(request), actor_of(request), timezone.now()
            case = visible(request, row.model, pk)
            seen = version(request) if form_class.versioned else None
            said = inputs(data=request.data)
            said.is_valid(raise_exception=True)
            if row.seat_of(by, case) is None:
                raise acts.why_not(row.name, case=case, by=by, now=now) or Http404
            form = form_class(form_data(row.name, said.validated_data), case=case, by=by, now=now)
            if not form.is_valid():
                return problem(422, "填写有误，请看各字段的说明。", fields=_errors(form))
            return told(acts.perform(row.name, case=case, by=by, now=now, version=seen, key=key, **form.inputs()))

    OneAct.__name__ = OneAct.__qualname__ = "".join(part.capitalize() for part in name.split("_"))
    return OneAct


def _errors(form: Any) -> dict[str, str]:
    return {name: "；".join(str(message) for message in messages) for name, messages in form.errors.items()}


class Available(APIView):
    """The acts on a case for the caller, each open or with its reason."""

    model = ""

    @extend_schema(responses={200: ActAvailable(many=True), **PROBLEMS})
    def get(self, request: Request, pk: UUID) -> Response:
        """对这个案件可以办理什么；不能办理的写明代码、理由和条款。"""
        case, by, now = visible(request, self.model, pk), actor_of(request), timezone.now()
        rows = [row for row in acts_by_interface() if row.model == self.model]
        answers = [(row, acts.why_not(row.name, case=case, by=by, now=now)) for row in rows]
        return Response([_available(row, refusal) for row, refusal in answers])


def _available(row: acts.Act, refusal: Refusal | None) -> dict[str, Any]:
    return {
        "act": row.name,
        "label": row.label,
        "open": refusal is None,
        "code": refusal.code if refusal else "",
        "detail": refusal.message if refusal else "",
        "citation": refusal.citation if refusal else "",
    }
