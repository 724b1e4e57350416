"""What holds for every page: how much may be sent, what a browser may keep, and a lost database in words."""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class DatabaseLost:
    """Acts are one transaction each, so whatever was under way when the connection broke has left nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says so, without asking the database for anything."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        return render(request, "503.html", status=503, using="django")


# Pieces of large uploads, which are written to disk as they come and are bounded by what was announced.
UPLOADS = ("/uploads/", "/api/v1/uploads/")


class SentInBounds:
    """Refuses, before a byte of it is read, what is larger than any form or file of ours: status 413.

    Uploads are open to everybody on the page that verifies letters. A server that passes on bodies without a length
    hands us an empty one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.LTCI_UPLOAD_CHUNK if request.path.startswith(UPLOADS) else settings.LTCI_LARGEST_REQUEST
        if length.isascii() and length.isdigit() and int(length[:20]) > most:
            return render(request, "413.html", status=413, using="django")
        return self.get_response(request)


class NothingKept:
    """Pages of people who are signed in leave nothing in the browser: at a counter the next one sits down there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
