"""Errors as problem+json (RFC 9457): a code of the vocabulary, one Chinese sentence, the article, the fields."""

from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from workflow.refusal import Code, Refusal

STATUS = {Code.NOT_PERMITTED: 403, Code.INVALID_INPUT: 422, Code.STALE_PAGE: 412}
CODES = {400: "malformed", 401: "not_signed_in", 403: "not_permitted", 404: "not_found", 405: "method_not_allowed"}
CODES |= {
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    412: "stale_page",
    413: "too_large",
    423: "busy",
    415: "unsupported_media_type",
    422: "invalid_input",
}
CODES |= {428: "precondition_required", 429: "too_many_requests", 503: "unavailable"}
WORDS = {
    400: "请求不是有效的 JSON 或参数有误。",
    401: "请先登录或出示有效的令牌。",
    403: "无权办理。",
    404: "没有这一项，或者您无权查看。",
    405: "这个地址不支持这种方法。",
    406: "只提供 JSON。",
    415: "请以 application/json 发送。",
    429: "请求太频繁，请稍后再试。",
    503: "服务暂时不可用，请稍后重试。",
}


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"


class Problem(exceptions.APIException):
    """An error of the interface itself, with its own status and sentence."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status_code, self.message, self.more = status, message, more


def problem(status: int, message: str, code: str = "", citation: str = "", fields: Any = None, **more: Any) -> Response:
    """The answer; `fields` maps the place of a mistake to what is wrong there."""
    body = {
        "type": "about:blank",
        "title": WORDS.get(status, "不能办理"),
        "status": status,
        "detail": message,
        "code": code or CODES.get(status, "error"),
        "citation": citation,
        "fields": fields or {},
        **more,
    }
    return Response(body, status=status, content_type="application/problem+json")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST_FRAMEWORK's EXCEPTION_HANDLER; None leaves the error to Django (500)."""
    if isinstance(error, Refusal):
        status = STATUS.get(Code(error.code), 409)
        return problem(status, error.message, error.code, error.citation, error.details)
    if isinstance(error, Problem):
        return problem(error.status_code, error.message, **error.more)
    if isinstance(error, Http404):
        return problem(404, WORDS[404])
    if isinstance(error, DjangoPermissionDenied):
        return problem(403, WORDS[403])
    if isinstance(error, OperationalError | InterfaceError):
        return problem(503, WORDS[503])
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "填写有误，请看各字段的说明。", fields=_flat(error.detail))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> Response:
    own = isinstance(error, exceptions.AuthenticationFailed | exceptions.PermissionDenied)
    said = str(error.detail) if own and any("\u4e00" <= sign <= "\u9fff" for sign in str(error.detail)) else ""
    response = problem(error.status_code, said or WORDS.get(error.status_code, "请求有误。"))
    header = getattr(error, "auth_header", "")
    if header:
        response["WWW-Authenticate"] = header
    return response


def _flat(detail: Any) -> dict[str, str]:
    if isinstance(detail, dict):
        return {str(name): _sentence(value) for name, value in detail.items()}
    return {"": _sentence(detail)}


def _sentence(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{name}：{_sentence(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "；".join(_sentence(inner) for inner in value)
    return str(value)
