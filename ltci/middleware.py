"""A lost database connection is said in words: status 503, nothing half-written."""

from collections.abc import Callable

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
