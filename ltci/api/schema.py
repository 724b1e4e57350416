"""The description of the interface (OpenAPI) and what all of its operations share."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "citation", "fields"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "一句话说明，给办理人看"},
        "code": {"type": "string", "description": "词汇表中的代码"},
        "citation": {"type": "string", "description": "依据条文"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
STATUSES = (400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 423, 428, 429, 503)
PROBLEMS: dict[Any, Any] = {
    (status, "application/problem+json"): OpenApiResponse(response=_PROBLEM, description="不能办理")
    for status in STATUSES
}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description names our tokens."""

    target_class = "ltci.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer ltci_…"}
