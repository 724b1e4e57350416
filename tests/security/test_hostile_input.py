"""Every address × hostile parameters × several posts: an answer in words, never an error of the server."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import Letter
from tests.pages.desk import addresses
from tests.scene import Scene
from workflow.acts import registry
from workflow.models import Deadline

NUL, LONG, DIGITS = "a\x00b", "长" * 5000, "9" * 5000
HOSTILE = (
    "",
    NUL,
    LONG,
    DIGITS,
    "-1",
    "0",
    "²",
    "６５０１００",
    "\x00\x00\x00\x00\x00\x00",
    "%_\\'\";--",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "[" * 2000,
    json.dumps({"a": [None]}),
    "http://[",
    "//evil.example/\r\nSet-Cookie: a=b",
)
# Every name that any form of ours reads.
NAMES = (
    "q page area on one other chapter search code next elder version request_key check name id_type id_number sex born "
    "ethnicity phone address area_code insured insured_type insured_since insured_until basic_insurance field reason "
    "relation user kind applicant_kind applicant_name applicant_relation applicant_phone applicant_id_number "
    "applicant_address residence cause care_type coverage education living caregiver disabled_since treated_since "
    "rehabilitation_months marked_change offsite materials self_eating self_dressing grounds findings doubt_removed "
    "body route means assessors guardian guardian_name visit_place identity_checked substantive evidence notes signed "
    "adl_1 adl_2 cognition_1 perception_1 opinion level care_advice received_on received_by proof redispatch login "
    "password"
).split()
# Signing out ends the walk; what follows it would only see the sign-in page.
LEFT_OUT = frozenset({"account_logout"})
PEOPLE = ("intake_clerk", "reviewer", "dispatcher", "body_manager", "expert_1", "committee_secretary", "applicant")


def objects(scene: Scene) -> dict[str, list[Any]]:
    """A value for each argument that an address takes, so that the hostile fields reach what lies behind it."""
    application, assessment = scene.application, scene.assessment
    letter = Letter.objects.of_matter(application.matter).first()
    return {
        "person_id": [application.person_id],
        "letter_id": [letter.pk],
        "verb": sorted({name.split(".")[1] for name in registry} - {"submit"}),
        "key": ["applications.material_review", NUL, LONG, "..%2f..%2fetc%2fpasswd"],
        "code": [letter.verify_code, "x", LONG, NUL],
        "form": ["application_form", "x"],
        "pk": [application.matter, assessment.pk, application.person_id, Deadline.objects.first().pk],
    }


def walk(scene: Scene) -> Iterator[str]:
    """Addresses with and without objects, each with arguments of its own kind."""
    values = objects(scene)
    for name, pattern in addresses():
        if name in LEFT_OUT:
            continue
        given: list[dict[str, Any]] = [{}]
        for argument, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__
            fitting = [value for value in values[argument] if kind != "IntConverter" or isinstance(value, int)]
            fitting = [value for value in fitting if kind != "UUIDConverter" or not isinstance(value, int)]
            given = [{**row, argument: value} for row in given for value in fitting]
        for row in given:
            yield reverse(name, kwargs=row)


def broken(client: Client, urls: list[str], hostile: str) -> list[str]:
    """Addresses that answered with an error of the server to reading or writing; the test client raises nothing."""
    data = dict.fromkeys(NAMES, hostile)
    wrong = []
    for url in urls:
        for method in ("get", "post"):
            answer = getattr(client, method)(url, data if method == "get" else {**data, "request_key": uuid4().hex})
            if answer.status_code >= 500:
                wrong.append(f"{method} {url} {hostile[:12]!r}: {answer.status_code}")
    return wrong


def distinct(urls: list[str], turn: int) -> list[str]:
    """A part of the addresses, another one at each turn: together all of them meet every hostile value."""
    return urls[turn % 3 :: 3]


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("who", PEOPLE)
def test_no_hostile_value_breaks_a_page(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], who: str
) -> None:
    scene = scene_at("visited", "650100")
    client = client_of(scene, who)
    client.raise_request_exception = False
    urls, place = sorted(set(walk(scene))), PEOPLE.index(who)

    wrong = [
        line
        for turn, hostile in enumerate(HOSTILE)
        for line in broken(client, distinct(urls, turn + place), hostile)
    ]

    assert wrong == []


def test_no_hostile_value_breaks_a_public_page(scene_at: Callable[..., Scene]) -> None:
    urls = sorted(set(walk(scene_at("on_notice"))))
    stranger = Client(raise_request_exception=False)

    assert [line for hostile in HOSTILE for line in broken(stranger, urls, hostile)] == []
