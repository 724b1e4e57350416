"""Keys against repetition and versions against overwriting: what must come with a request that changes something."""

from rest_framework.request import Request

from ltci.api.problems import Problem
from workflow.request_keys import LENGTH

KEY = "Idempotency-Key"


def request_key(request: Request) -> str:
    """The caller's own key: the same request sent twice with it happens once."""
    key = request.headers.get(KEY, "").strip()
    if not key or len(key) > LENGTH or not key.isprintable():
        raise Problem(
            400, f"须有 {KEY} 请求头（1 至 {LENGTH} 个可见字符），同一请求重发时用同一个键。", code="key_required"
        )
    return key


def version(request: Request) -> int:
    """The version that the caller has seen, out of If-Match: "3"."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not text:
        raise Problem(428, '须有 If-Match 请求头，写明您看到的版本，例如 If-Match: "3"。')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem(412, "If-Match 不是有效的版本号，请先读取案件。")
    return int(text)


def etag(number: int) -> str:
    return f'"{number}"'
