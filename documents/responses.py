"""How a PDF of ours leaves the server."""

from urllib.parse import quote

from django.http import HttpResponse


def pdf_response(content: bytes, file_name: str) -> HttpResponse:
    """The PDF for viewing in place; it can run nothing and is not kept by shared caches."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
