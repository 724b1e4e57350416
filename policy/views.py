"""Pages for officers: the rules of an area, one rule's way up the tree, two areas side by side."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import access
from accounts.posts import Post
from policy import explain, words
from policy.areas import NATIONAL, chain
from policy.forms import CompareForm, RulesForm, answers, bound
from policy.lines import ASSUMED, Line
from policy.resolve import NoRule, UnknownKey

# The rules are no secret: every post that works with them may read them.
READERS = (
    Post.INTAKE_CLERK,
    Post.REVIEWER,
    Post.DISPATCHER,
    Post.AGREEMENT_OFFICER,
    Post.FIRST_REVIEWER,
    Post.RECHECKER,
    Post.PAYER,
    Post.INSPECTOR,
    Post.ARCHIVIST,
    Post.SUPERVISOR,
    Post.STATISTICIAN,
    Post.BODY_MANAGER,
    Post.COMMITTEE_SECRETARY,
)


@access(*READERS)
def explain_page(request: HttpRequest) -> HttpResponse:
    """All rules of an area on a day, by chapter, the assumed ones marked."""
    own = _own_areas(request)
    defaults = {"area": own[0], "on": timezone.localdate(), "chapter": "", "search": ""}
    form = bound(RulesForm, request.GET, own, defaults)
    asked = answers(form, defaults)
    lines = explain.lines(**asked)
    context = {
        "form": form,
        "asked": asked,
        "area_name": explain.area_name(asked["area"]),
        "chapters": _by_chapter(lines),
        "total": len(lines),
        "assumed": sum(line.basis == ASSUMED for line in lines),
    }
    return render(request, "policy/explain.html", context)


@access(*READERS)
def key_page(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: value, text, and what each level of the area tree says."""
    own = _own_areas(request)
    defaults = {"area": own[0], "on": timezone.localdate(), "chapter": "", "search": ""}
    asked = answers(bound(RulesForm, request.GET, own, defaults), defaults)
    try:
        found = explain.explain(key, area=asked["area"], on=asked["on"])
    except (UnknownKey, NoRule) as error:
        raise Http404(str(error.args[0])) from None
    steps = [(step, words.shown(step.line) if step.line else "") for step in found.steps]
    context = {
        "found": found,
        "parts": words.parts(found.line),
        "steps": steps,
        "asked": asked,
        "area_name": explain.area_name(asked["area"]),
    }
    return render(request, "policy/key.html", context)


@access(*READERS)
def compare_page(request: HttpRequest) -> HttpResponse:
    """The keys on which two areas differ."""
    own = _own_areas(request)
    defaults = {"one": own[0], "other": NATIONAL, "on": timezone.localdate()}
    form = bound(CompareForm, request.GET, own, defaults)
    asked = answers(form, defaults)
    found = explain.compare(asked["one"], asked["other"], on=asked["on"])
    context = {
        "form": form,
        "asked": asked,
        "names": [explain.area_name(asked[name]) for name in ("one", "other")],
        "chapters": [(chapter, list(rows)) for chapter, rows in groupby(found, key=lambda row: row.chapter)],
        "total": len(found),
    }
    return render(request, "policy/compare.html", context)


def _own_areas(request: HttpRequest) -> list[str]:
    """The areas in which the reader works, the national base for who has none."""
    codes = dict.fromkeys(seat.area_code for seat in request.actor.seats)  # type: ignore[attr-defined]
    return [chain(code)[0] for code in codes if code] or [NATIONAL]


def _by_chapter(lines: list[Line]) -> list[tuple[str, list[dict[str, Any]]]]:
    rows = [{"line": line, "parts": words.parts(line)} for line in lines]
    groups = groupby(rows, key=lambda row: explain.chapter_of(row["line"].key))  # type: ignore[attr-defined]
    return [(chapter, list(found)) for chapter, found in groups]
