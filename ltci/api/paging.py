"""Pages by key: what is added meanwhile moves nothing, and the thousandth page costs what the first does."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Newest first; `cursor` is opaque."""

    page_size = 100
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")


class LetterPages(Pages):
    ordering = ("-issued_at", "-id")


class DeadlinePages(Pages):
    ordering = ("due_on", "id")


class NoticePages(Pages):
    ordering = ("closes_on", "id")
