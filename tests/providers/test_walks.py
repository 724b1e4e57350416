"""Every page of designations and agreements × post × foreign object, hostile values, and its count of queries."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from accounts.posts import posts_of
from documents.models import Letter
from documents.papers import keep
from ltci.rehearsal.stage import new_user
from providers.acts.staff import propose_leave
from providers.models import Agreement, Designation, RosterChange, StaffMember
from tests.pages.desk import engaged, everything, sign_in
from tests.papers.making import PDF
from tests.providers.scene import DesignationScene
from tests.security.test_hostile_input import HOSTILE, quiet
from workflow.acts import registry
from workflow.models import Deadline

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3"), pytest.mark.requirement("D2")]
TURNED_AWAY = {302, 403, 404, 405}
FIELDS = re.findall(
    r"\w+",
    """
    materials grounds reason part findings on_day photos passed met unmet item_1 note_1 reasons advice
    rectification borne_out starts_on signed_by_name ends_on performance because member_1 fields_1 name phone
    statement page state kind area agency operating_since legal_representative legal_id_number contact_phone
    scope modes capacity licensed title conditions procedure closes_on organisation relation version q
    """,
)


@pytest.fixture(autouse=True)
def password_alone(settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False


def verbs(model: str) -> list[str]:
    return [row.verb for row in registry.values() if row.model == model]


def objects(scene: DesignationScene) -> Iterator[tuple[str, list[Any]]]:
    """The arguments under which each address shows this matter; what is public is left out."""
    case = scene.case
    yield "matter", [case.matter]
    yield from (("providers:act", [case.pk, verb]) for verb in verbs("providers.Designation"))
    yield from (("providers:preview", [case.pk, verb]) for verb in ("accept", "decide", "sign"))
    yield from ((f"api:{name}", [case.pk]) for name in ("designation", "designations_acts"))
    for agreement in Agreement.objects.filter(matter=case.matter):
        yield from ((f"api:{name}", [agreement.pk]) for name in ("agreement", "agreements_acts"))
        yield from (("providers:agreement_act", [agreement.pk, verb]) for verb in verbs("providers.Agreement"))
        yield from (("providers:preview_agreement", [agreement.pk, verb]) for verb in ("renew", "terminate"))
    yield "documents:papers", [case.kind_name(), case.pk]
    for member in StaffMember.objects.filter(organisation=case.organisation):
        yield "providers:member", [member.pk]
    for change in RosterChange.objects.filter(organisation=case.organisation):
        yield "providers:staff_change", [change.pk]
    for limit in Deadline.objects.filter(matter=case.matter):
        yield "workflow:why", [limit.pk]
    for letter in Letter.objects.of_matter(case.matter):
        yield from ((f"documents:{name}", [letter.pk]) for name in ("letter", "pdf"))


def scenes() -> list[DesignationScene]:
    found = []
    for state in ("accepted", "agreed"):
        scene = DesignationScene()
        if state == "agreed":
            scene.submitted()
            upload = SimpleUploadedFile("a.pdf", PDF + b"%%EOF")
            keep(case=scene.case, code="premises", upload=upload, by=scene.by("manager"), now=scene.now)
            scene = DesignationScene()
        getattr(scene, state)()
        if state == "accepted":
            scene.panel()
        else:
            member = StaffMember.objects.filter(organisation=scene.organisation).first()
            propose_leave(member=member, ends_on=scene.now.date(), by=scene.by("manager"), now=scene.now)
        found.append(scene)
    return found


def strangers(scene: DesignationScene) -> list[Any]:
    """All posts of another area, of other organisations here, and somebody without a post."""
    far = DesignationScene("provider", "NX")
    places = [far.agency, far.organisation, far.stage.bodies["body_1"], far.stage.handler]
    places += [scene.stage.bodies["body_2"], scene.stage.providers["provider_2"], scene.stage.committee]
    people = [engaged(post, place) for place in places for post in posts_of(place.kind)]
    # Of the own agency: posts that have nothing to do with agreements.
    people += [engaged(post, scene.agency) for post in ("intake_clerk", "dispatcher", "payer", "user_admin")]
    return [*people, new_user("路人")]


def test_no_stranger_opens_or_changes_anything() -> None:
    held = scenes()
    clients = [(user.name, sign_in(user)) for user in strangers(held[0])]
    data = {"version": "1", "reason": "x", "materials": "premises", "findings": "x", "signed_by_name": "x"}
    before, wrong = everything(), []
    with travel(held[-1].now, tick=False):
        for scene in held:
            for name, arguments in objects(scene):
                url = reverse(name, args=arguments)
                for who, client in clients:
                    sent = data | {"request_key": uuid4().hex}
                    for answer in (client.get(url), client.post(url, sent)):
                        if answer.status_code not in TURNED_AWAY:
                            wrong.append(f"{who} {name} {arguments[1:]}: {answer.status_code}")
    assert wrong == []
    assert everything() == before


def test_whoever_may_look_but_not_act_is_told_and_changes_nothing() -> None:
    scene = scenes()[0]
    users = [engaged(post, scene.agency) for post in ("inspector", "supervisor")] + [scene.user("member_2")]
    with travel(scene.now, tick=False):
        clients = [sign_in(user) for user in users]
        before = everything()
        for client in clients:
            assert client.get(reverse("matter", args=[scene.case.matter])).status_code == 200
            for verb in ("decide", "form_panel", "refuse", "withdraw", "rectify"):
                url = reverse("providers:act", args=[scene.case.pk, verb])
                assert client.post(url, {"version": str(scene.case.version)}).status_code == 409
        assert everything() == before


def test_the_organisation_does_not_learn_who_found_what_nor_what_the_department_is_told() -> None:
    scene = DesignationScene()
    scene.passed()
    with travel(scene.now, tick=False):
        manager, officer = sign_in(scene.user("manager")), sign_in(scene.user("agreement_officer"))
        url = reverse("matter", args=[scene.case.matter])
        own, agency = manager.get(url).content.decode(), officer.get(url).content.decode()
        assert "审核小组" in agency and "备案函" in agency
        assert "场地设备齐全" not in own and "备案函" not in own
        letter = Letter.objects.get(kind="filing_letter")
        assert manager.get(reverse("documents:letter", args=[letter.pk])).status_code == 404


def test_votes_are_nowhere_to_be_read_before_the_last_is_in() -> None:
    scene = DesignationScene()
    scene.accepted()
    scene.checked()
    scene.act("record_review", "member_1", part="vote", passed=False, reason="秘密的理由")
    with travel(scene.now, tick=False):
        for who in ("member_2", "agreement_officer", "supervisor"):
            client = sign_in(scene.user(who))
            for url in (
                reverse("matter", args=[scene.case.matter]),
                reverse("providers:act", args=[scene.case.pk, "record_review"]),
                reverse("providers:act", args=[scene.case.pk, "decide"]),
            ):
                assert "秘密的理由" not in client.get(url).content.decode()


def test_no_hostile_value_breaks_a_page() -> None:
    scene = scenes()[0]
    wrong = []
    pages = [reverse(f"providers:{name}") for name in (
        "calls", "new_call", "designated", "designations", "apply", "on_notice", "interests", "agreements", "filings",
    )]  # fmt: skip
    acts = [reverse("providers:act", args=[scene.case.pk, verb]) for verb in verbs("providers.Designation")]
    previews = [f"{url}preview/" for url in acts]
    acts.append(reverse("providers:object", args=[scene.case.pk]))
    with travel(scene.now, tick=False):
        for who in ("agreement_officer", "manager", "member_1"):
            client = quiet(sign_in(scene.user(who)))
            for turn in range(len(HOSTILE)):
                data = {name: HOSTILE[(place + turn) % len(HOSTILE)] for place, name in enumerate(FIELDS)}
                for url in [*pages, *acts, *(previews if turn == 0 else [])] if turn < 4 else acts[:1]:
                    for answer in (client.get(url, data), client.post(url, data | {"request_key": uuid4().hex})):
                        if answer.status_code >= 500:
                            wrong.append(f"{who} {url} {turn}: {answer.status_code}")
    assert wrong == []


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_lists_cost_the_same_however_long_they_are() -> None:
    scene = DesignationScene()
    scene.agreed()
    with travel(scene.now, tick=False):
        officer = sign_in(scene.user("agreement_officer"))
        urls = [reverse(f"providers:{name}") for name in ("designations", "agreements", "designated", "on_notice")]
        urls += ["/", *(reverse(f"providers:{name}") for name in ("filings", "staff", "staff_changes"))]
        few = {url: count(officer, url) for url in urls}
        _many(scene, 20)
        assert {url: count(officer, url) for url in urls} == few
        assert max(few.values()) <= 14


def _many(scene: DesignationScene, number: int) -> None:
    for order in range(number):
        organisation, signed = scene.new_organisation(f"机构{order}"), scene.new_organisation(f"已签{order}")
        Agreement.objects.create(
            agency=scene.agency, organisation=signed, number=f"M{order}", starts_on=scene.now.date(),
            ends_on=scene.now.date(),
        )  # fmt: skip
        other = DesignationScene.__new__(DesignationScene)
        other.__dict__ |= scene.__dict__ | {"organisation": organisation, "case": None, "people": dict(scene.people)}
        other.people.pop("manager", None)
        other.passed() if order % 4 == 0 else other.submitted()
    assert Designation.objects.count() > number


def test_the_matter_costs_the_same_after_many_events() -> None:
    scene = DesignationScene()
    scene.accepted()
    with travel(scene.now, tick=False):
        officer = sign_in(scene.user("agreement_officer"))
        url = reverse("matter", args=[scene.case.matter])
        assert count(officer, url) <= 60
