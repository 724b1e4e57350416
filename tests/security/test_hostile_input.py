"""Hostile parameters for every page and every act: an answer in words, never an error of the server."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessment.models import PublicNotice
from documents.models import Letter
from tests.pages.desk import addresses
from tests.scene import Scene
from workflow.acts import registry
from workflow.models import Deadline

NUL, LONG, DIGITS, FULL_WIDTH = "a\x00b", "长" * 2500, "9" * 5000, "６５０１００"
HOSTILE = (
    "",
    NUL,
    "\x00" * 6,
    LONG,
    DIGITS,
    "10" + "0" * 11,
    "-1",
    "²",
    FULL_WIDTH,
    "%_\\'\";--",
    "😀",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "[" * 2000,
    "http://[",
    "//evil.example/\r\nSet-Cookie: a=b",
)
# Every name that any form of ours reads.
NAMES = re.findall(
    r"\w+",
    """
    q page area on one other chapter search code next elder version check name id_type id_number sex born
    ethnicity phone address area_code insured insured_type insured_since insured_until basic_insurance field
    reason relation user kind applicant_kind applicant_name applicant_relation applicant_phone
    applicant_id_number applicant_address residence cause care_type coverage education living caregiver
    disabled_since treated_since rehabilitation_months marked_change offsite materials self_eating self_dressing
    grounds findings doubt_removed body route means assessors guardian guardian_name visit_place
    identity_checked substantive evidence notes signed adl_1 adl_2 cognition_1 perception_1 opinion level
    care_advice received_on received_by proof redispatch login password statement borne_out written
    because hospital cause kind since until members panel items due_on examination outcome result paper
    examined_on day time channel
    """,
)
# Signing out ends the walk. The rules of sign-in pages are allauth's; two of them stand for all.
LEFT_OUT = frozenset({"account_logout"})
# Those of designations, agreements, benefits and claims are walked in tests of their apps.
OF_ACTS = frozenset({f"applications:{page}" for page in ("act", "preview")})
OF_ACTS |= {f"assessment:{page}" for page in ("act", "preview", "dispatch", "preview_dispatch")}
OF_ACTS |= {f"providers:{page}" for page in ("act", "agreement_act", "preview", "preview_agreement")}
OF_ACTS |= {"care:act", "care:preview", "settlement:act", "settlement:preview"}
TURNS = 4


def arguments(scene: Scene) -> dict[str, list[Any]]:
    """For each address that takes an argument one that exists, so that the fields reach what lies behind it."""
    application = scene.application
    letter = Letter.objects.of_matter(application.matter).first()
    notice = PublicNotice.objects.filter(assessment=scene.assessment).first()
    return {
        "matter": [application.matter],
        "workflow:why": [Deadline.objects.filter(matter=application.matter).first().pk],
        "documents:verify": [letter.verify_code],
        "documents:blank": ["application_form"],
        "documents:letter": [letter.pk],
        "documents:pdf": [letter.pk],
        "policy:key": ["applications.material_review"],
        "applications:print_form": [application.pk],
        "applications:print_other_form": [application.pk, "undertaking"],
        "api:deadline_trace": [Deadline.objects.filter(matter=application.matter).first().pk],
        "workflow:revoke_token": [1],
        "workflow:webhook_deliveries": [1],
        "workflow:end_webhook": [1],
        "workflow:replay_webhook": [1],
        "providers:engagement": [1],
        "providers:call": [1],
        "providers:member": [1],
        "providers:staff_change": [1],
        "providers:draw_up": [1],
        "providers:contract": [1],
        "providers:evaluate": [1],
        "documents:print_run_volume": [application.person_id, 1],
        "api:claim_part": [application.pk, 1],
        "settlement:confirm_payee": [1],
        "settlement:handler_fees": [1],
        "api:uploads": [application.kind_name(), application.pk],
        "documents:papers": [application.kind_name(), application.pk],
        "documents:create_upload": [application.kind_name(), application.pk],
        "assessment:report": [notice.pk if notice else 0],
    }


def pages(scene: Scene) -> Iterator[str]:
    """Every address but those of acts."""
    given = arguments(scene)
    for name, pattern in addresses():
        if name in OF_ACTS or name in LEFT_OUT:
            continue
        taking = pattern.pattern.converters
        yield reverse(name, args=given.get(name, [scene.application.person_id]) if taking else [])


def acts(scene: Scene) -> Iterator[tuple[str, str]]:
    """The address of every act, with a person who holds it."""
    for name, row in registry.items():
        if row.model not in ("applications.Application", "assessment.Assessment"):
            continue
        case = scene.application if row.model == "applications.Application" else scene.assessment
        posts = [post for post in row.posts_for(case) if post not in ("clock", "public")]
        if not posts or row.verb == "submit":
            continue
        app, verb = name.split(".")
        url = reverse("assessment:dispatch", args=[case.pk]) if verb == "dispatch" else None
        who = {"assessor": "assessor_1", "expert": "expert_1", "committee_expert": "committee_expert_1"}
        url, holder = url or reverse(f"{app}:act", args=[case.pk, verb]), who.get(posts[0], str(posts[0]))
        yield url, holder
        if row.issues:
            yield f"{url}preview/", holder


def answered(client: Client, method: str, url: str, data: dict[str, str]) -> list[str]:
    """What the server could not answer in words; the client is told not to raise."""
    if method == "post":
        data = {**data, "request_key": uuid4().hex}
    status = getattr(client, method)(url, data).status_code
    return [f"{method} {url}: {status} {data['q'][:12]!r}"] if status >= 500 else []


def mixed(turn: int) -> dict[str, str]:
    """Another hostile value for each name, other ones at each turn."""
    return {name: HOSTILE[(place + 5 * turn) % len(HOSTILE)] for place, name in enumerate(NAMES)}


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("who", ["intake_clerk", "body_manager", "applicant"])
def test_no_hostile_value_breaks_a_page(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], who: str
) -> None:
    scene = scene_at("visited", "659001")
    client = quiet(client_of(scene, who))
    every = [mixed(turn) for turn in range(TURNS)]

    wrong = [
        line
        for url in pages(scene)
        for data in every
        for method in ("get", "post")
        for line in answered(client, method, url, data)
    ]

    assert wrong == []


@pytest.mark.requirement("G3")
def test_no_hostile_value_breaks_a_page_that_searches_or_is_public(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("on_notice", "659001")
    reading = (
        "desk",
        "enrolment:people",
        "assessment:notices",
        "policy:explain",
        "policy:compare",
        "documents:verify_form",
    )
    urls = [*map(reverse, reading), reverse("documents:blank", args=["application_form"])]
    report = reverse("assessment:report", args=arguments(scene)["assessment:report"])
    clerk, stranger = quiet(client_of(scene, "intake_clerk")), Client(raise_request_exception=False)

    wrong = [
        line
        for client in (clerk, stranger)
        for url in urls
        for hostile in HOSTILE
        for line in answered(client, "get", url, dict.fromkeys(NAMES, hostile))
    ]
    wrong += [line for text in HOSTILE for line in answered(stranger, "post", report, dict.fromkeys(NAMES, text))]

    assert wrong == []


@pytest.mark.requirement("G3")
def test_no_hostile_value_breaks_an_act(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("visited", "659001")
    every = [dict.fromkeys(NAMES, LONG), *(mixed(turn) for turn in range(2))]

    wrong = [
        line
        for url, who in acts(scene)
        for data in every
        for line in answered(quiet(client_of(scene, who)), "post", url, data)
    ]

    assert wrong == []


FILES = [
    ("list.xlsx", b""),
    ("list.xlsx", b"PK\x03\x04" + b"\x00" * 60),
    ("list.csv", b"\xff\xfe\x00"),
    ("list.csv", "姓名,证件号码,参保地,参保类型,参保日期\n张\x00三,1,2,3,4\n".encode()),
    ("list.csv", ("姓名,证件号码,参保地,参保类型,参保日期\n" + "x" * 200_000 + ",1,2,3,4\n").encode()),
    ("\x00.csv", "姓名\n".encode()),
]


@pytest.mark.parametrize(("name", "content"), FILES, ids=range(len(FILES)))
def test_no_hostile_file_breaks_the_import(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], name: str, content: bytes
) -> None:
    scene = scene_at("submitted")
    client = quiet(client_of(scene, "intake_clerk"))

    answer = client.post(reverse("enrolment:import"), {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422


@pytest.mark.parametrize("length", ["22020097", "9" * 30])
def test_what_is_larger_than_any_file_of_ours_is_not_even_read(length: str) -> None:
    answer = Client().post(
        reverse("documents:verify", args=["X"]),
        b"x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=length,
    )

    assert answer.status_code == 413
    assert "过大" in answer.content.decode()
