"""Large files by the interface: the resumable uploads of the pages (tus 1.0.0), by token, within the scope `files`."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiToken
from documents import paper_access, tus
from ltci.api.authentication import actor_of
from ltci.api.problems import problem
from ltci.api.schema import PROBLEMS
from workflow.refusal import Refusal

WORDS = {
    403: "文件已经入卷，不能放弃；入错的请在页面上撤下。",
    409: "Upload-Offset 与已收到的字节不符，或者发送的多于申报的，请先用 HEAD 查询。",
    410: "这次上传没有被收下或已经放弃，请重新开始。",
    412: "须有 Tus-Resumable: 1.0.0 和 Upload-Length（字节数）。",
    415: "请以 application/offset+octet-stream 发送，并写明 Upload-Offset。",
    423: "这次上传正在接收另一段，请稍后再试。",
}
VERSION = OpenApiParameter("Tus-Resumable", str, OpenApiParameter.HEADER, required=True, description="1.0.0")
LENGTH = OpenApiParameter("Upload-Length", int, OpenApiParameter.HEADER, required=True, description="文件的字节数")
SAID = OpenApiParameter(
    "Upload-Metadata", str, OpenApiParameter.HEADER, required=True, description="filename 和 code，值为 base64"
)
OFFSET = OpenApiParameter("Upload-Offset", int, OpenApiParameter.HEADER, required=True, description="已收到的字节数")
NOTHING = OpenApiResponse(description="没有正文，结果在响应头中")


class Tus(APIView):
    """Every method needs the scope `files`, asking how much has arrived, too."""

    scope = ApiToken.Scope.FILES
    scope_of_reading = ApiToken.Scope.FILES

    def answered(self, request: Request, work: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
        """The protocol reads the bytes as they come, so it gets the request before anything was parsed."""
        headers: dict[str, str] = {}
        try:
            return work(request._request)
        except tus.Problem as found:
            told, headers = problem(found.status, WORDS[found.status]), found.headers
        except Refusal as refusal:
            told = problem(tus.status_of(refusal), refusal.message, refusal.code, refusal.citation, refusal.details)
        for name, value in {"Tus-Resumable": tus.VERSION, **headers}.items():
            told[name] = value
        return told


class Uploads(Tus):
    @extend_schema(
        operation_id="begin_upload", request=None, responses={201: NOTHING, **PROBLEMS},
        parameters=[VERSION, LENGTH, SAID],
    )  # fmt: skip
    def post(self, request: Request, case_kind: str, pk: UUID) -> HttpResponse:
        """开始一次可续传的上传（tus 1.0.0）；Location 是这次上传的地址。"""
        rules, by = paper_access.rules_of(case_kind), actor_of(request)
        case = rules.case(pk, by) if rules is not None else None
        if rules is None or case is None or not (rules.sees(case, by) or rules.addable(case, by)):
            raise Http404
        return self.answered(request, lambda plain: tus.create(plain, case, by, "api:upload"))


class OneUpload(Tus):
    def head(self, request: Request, pk: UUID) -> HttpResponse:
        """已收到多少：Upload-Offset。"""
        by = actor_of(request)
        return self.answered(request, lambda plain: tus.told(tus.begun(pk, by), by))

    @extend_schema(
        operation_id="continue_upload", request={tus.OCTETS: bytes}, responses={204: NOTHING, **PROBLEMS},
        parameters=[VERSION, OFFSET],
    )  # fmt: skip
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        """从 Upload-Offset 起接着发送；断开后先用 HEAD 查询已收到多少。收齐后检查、入卷。"""
        by = actor_of(request)
        return self.answered(request, lambda plain: tus.receive(plain, tus.begun(pk, by), by))

    @extend_schema(operation_id="give_up_upload", responses={204: NOTHING, **PROBLEMS}, parameters=[VERSION])
    def delete(self, request: Request, pk: UUID) -> HttpResponse:
        """放弃这次上传。"""
        by = actor_of(request)
        return self.answered(request, lambda plain: tus.give_up(tus.begun(pk, by)))
