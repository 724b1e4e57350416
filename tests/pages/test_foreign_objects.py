"""Every address × every post × an object of another area or organisation: nothing opens, nothing moves."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, Appointment, Organisation
from accounts.posts import Kind, Post, posts_of
from documents.models import Letter, PaperFile, PrintRun
from documents.papers import begin, keep
from documents.print_runs import ask
from ltci.rehearsal.stage import new_user
from providers.models import Engagement, HandlerContract
from tests.api.conftest import token_of
from tests.api.test_webhooks import subscribe
from tests.pages.desk import addresses, engaged, everything, sign_in
from tests.papers.making import PDF
from tests.providers.test_register import proposed
from tests.scene import Scene
from workflow.acts import registry
from workflow.models import Deadline, Webhook

HERE, ELSEWHERE = "650100", "640100"
START = date(2026, 3, 2)
# Addresses with an argument that names nobody's object: open forms, rules, letters by their secret code, and what the
# notice shows to everybody anyway.
# Archives are walked in tests/assessment/test_archives.py and test_exports.py: only closed matters have one.
# Benefits and uploads of service records are walked in tests/care/test_walks.py.
NO_OBJECT = {
    *("benefit", "care:act", "care:preview", "care:check_plan", "care:month", "care:upload", "care:upload_marked"),
    "assessment:consult_archive",
    "assessment:check_archive",
    "assessment:download_export",
    "assessment:check_export",
    "assessment:export_again",
    "documents:verify",
    "documents:blank",
    "policy:key",
    "assessment:report",
    "providers:call",
    # Those of designations and agreements are walked in tests/providers/test_walks.py.
    "providers:object",
    "providers:act",
    "providers:agreement_act",
    "providers:preview",
    "providers:preview_agreement",
    "providers:member",
    "providers:staff_change",
}
# 405: pages that only take what is sent, or only show.
TURNED_AWAY = {302, 403, 404, 405}


@pytest.fixture
def scenes(scene_at: Callable[..., Scene]) -> list[Scene]:
    """Two matters of Urumqi, at their beginning and near their end, each with a file and an unfinished upload."""
    found = [scene_at(state, HERE) for state in ("accepted", "cleared")]
    for scene in found:
        paper = {"case": found[0].application, "by": found[0].by("intake_clerk"), "now": scene.now}
        upload = SimpleUploadedFile(f"{scene.application.pk}.pdf", PDF + str(scene.application.pk).encode() + b"%%EOF")
        keep(code="cause_evidence", upload=upload, **paper)
        begin(code="other", name="x.pdf", size=10, **paper)
        token_of(scene.user("reviewer"))
        subscribe(scene, "http://127.0.0.1:9/")
        proposed(scene, start=scene.now.date())
        scene.user("handler_clerk")
        by, until = scene.by("reviewer"), scene.now.date()
        ask(kind="", since=START, until=until, by=by, now=scene.now, key="")
    return found


def verbs(app: str, model: str) -> list[str]:
    return [row.verb for name, row in registry.items() if name.startswith(f"{app}.") and row.model == model]


def objects(scene: Scene) -> Iterator[tuple[str, list[Any]]]:
    """The arguments under which each address shows this matter."""
    application, assessment = scene.application, scene.assessment
    yield "matter", [application.matter]
    yield "assessment:file_archive", [application.matter]
    for row in Engagement.objects.filter(user=scene.user("assessor_1")):
        yield "providers:engagement", [row.pk]
    for contract in HandlerContract.objects.filter(agency=scene.stage.agency):
        yield from ((f"providers:{name}", [contract.pk]) for name in ("contract", "evaluate"))
        yield "providers:draw_up", [contract.tender_id]
    for token in ApiToken.objects.filter(user=scene.user("reviewer")):
        yield "workflow:revoke_token", [token.pk]
    for hook in Webhook.objects.filter(user=scene.user("reviewer")):
        names = ("webhook_deliveries", "end_webhook", "replay_webhook")
        yield from ((f"workflow:{name}", [hook.pk]) for name in names)
    for run in PrintRun.objects.filter(asked_by=scene.user("reviewer")):
        names = ("print_run", "print_run_progress", "repeat_print_run")
        yield from ((f"documents:{name}", [run.pk]) for name in names)
        yield "documents:print_run_volume", [run.pk, 1]
    found = verbs("applications", "applications.Application")
    yield from (("applications:act", [application.pk, verb]) for verb in found)
    yield "assessment:dispatch", [application.pk]
    yield "assessment:preview_dispatch", [application.pk]
    yield from (("applications:preview", [application.pk, verb]) for verb in ("accept", "refuse"))
    if assessment is not None:
        found = verbs("assessment", "assessment.Assessment")
        yield from (("assessment:act", [assessment.pk, verb]) for verb in found)
        yield from (("assessment:preview", [assessment.pk, verb]) for verb in ("conclude", "extend"))
        yield from papers(application)
    yield from files(application)
    if assessment is not None:
        yield from files(assessment)
        yield "assessment:print_sheets", [assessment.pk]


def files(case: Any) -> Iterator[tuple[str, list[Any]]]:
    """The files of a case, and the uploads that were begun."""
    yield "documents:papers", [case.kind_name(), case.pk]
    yield "documents:create_upload", [case.kind_name(), case.pk]
    for paper in PaperFile.objects.filter(case_id=case.pk):
        names = ("paper", "withdraw_paper") if paper.state == "stored" else ("upload",)
        yield from ((f"documents:{name}", [paper.pk]) for name in names)


def papers(application: Any) -> Iterator[tuple[str, list[Any]]]:
    """The pages of the person, the limits and the letters of a matter."""
    yield from ((f"applications:{name}", [application.person_id]) for name in ("new", "apply"))
    yield "applications:print_form", [application.pk]
    yield "applications:print_other_form", [application.pk, "undertaking"]
    yield from ((f"enrolment:{name}", [application.person_id]) for name in ("person", "change", "show"))
    for limit in Deadline.objects.filter(matter=application.matter):
        yield "workflow:why", [limit.pk]
    for letter in Letter.objects.of_matter(application.matter):
        yield from ((f"documents:{name}", [letter.pk]) for name in ("letter", "pdf"))


def forms(scene: Scene) -> dict[str, str]:
    """Fields that would do for any of the forms, so that only the access rule stands in the way."""
    case = scene.assessment or scene.application
    return {
        "version": str(case.version),
        "reason": "测试",
        "field": "id_number",
        "findings": "属实",
        "doubt_removed": "yes",
        "means": "hand",
        "received_on": "2026-03-30",
        "received_by": "张三",
        "level": "3",
    }


def people_of_another_area(there: Scene, kind: Kind) -> list[Any]:
    known = {
        Kind.AGENCY: there.stage.agency,
        Kind.COMMITTEE: there.stage.committee,
        Kind.BODY: there.stage.bodies["body_1"],
    }
    place = known.get(kind) or _organisation(kind, there)
    return [engaged(post, place) for post in posts_of(kind)]


def other_organisations_here(here: Scene) -> list[Any]:
    places = [here.stage.bodies["body_2"], *(_organisation(kind, here) for kind in (Kind.COMMITTEE, Kind.PROVIDER))]
    return [engaged(post, place) for place in places for post in posts_of(place.kind)]


def strangers(here: Scene) -> list[Any]:
    """Somebody without a post, and one whose appointment has ended."""
    gone = engaged(Post.REVIEWER, here.stage.agency, "前任")
    Appointment.objects.filter(user=gone).update(ends_on="2020-12-31")
    return [new_user("路人"), gone]


def _organisation(kind: str, scene: Scene) -> Organisation:
    return Organisation.objects.create(code=uuid4().hex[:12], name="别的机构", kind=kind, area=scene.stage.agency.area)


def turned_away(client: Client, scenes: list[Scene]) -> list[str]:
    """What answered otherwise than by turning away, to reading and to writing."""
    wrong = []
    for scene in scenes:
        data = forms(scene)
        for name, arguments in objects(scene):
            url = reverse(name, args=arguments)
            for method, given in (("get", None), ("post", data | {"request_key": uuid4().hex})):
                status = getattr(client, method)(url, given).status_code
                if status not in TURNED_AWAY:
                    wrong.append(f"{method} {name} {arguments[1:]}: {status}")
    return wrong


def check(scenes: list[Scene], clients: list[tuple[str, Client]]) -> None:
    before = everything()
    wrong = [f"{who}: {found}" for who, client in clients for found in turned_away(client, scenes)]
    assert wrong == []
    assert everything() == before


def browsers(users: list[Any]) -> list[tuple[str, Client]]:
    return [(user.name, sign_in(user)) for user in users]


def test_every_address_with_an_object_is_walked(scenes: list[Scene]) -> None:
    walked = {name for scene in scenes for name, _ in objects(scene)}
    # The interface is walked in tests/api/test_reading.py, claims in tests/settlement/test_walks.py.
    taking = {
        name
        for name, pattern in addresses()
        if pattern.pattern.converters and not name.startswith(("api:", "settlement:"))
    }

    assert taking == walked | NO_OBJECT


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("kind", [Kind.AGENCY, Kind.BODY, Kind.COMMITTEE, Kind.PROVIDER, Kind.HANDLER])
def test_no_post_of_another_area_opens_or_changes_anything(
    scenes: list[Scene], scene_at: Callable[..., Scene], kind: Kind
) -> None:
    there = scene_at("submitted", ELSEWHERE)

    check(scenes, browsers(people_of_another_area(there, kind)))


@pytest.mark.requirement("G3")
def test_no_other_organisation_of_the_same_area_opens_or_changes_anything(scenes: list[Scene]) -> None:
    check(scenes, browsers(other_organisations_here(scenes[0])))


@pytest.mark.requirement("G3")
def test_a_stranger_and_somebody_elses_applicant_open_or_change_nothing(scenes: list[Scene]) -> None:
    here, other = scenes
    nobody = [("无人登录", Client())]
    check(scenes, [*browsers(strangers(here)), *nobody])
    check([here], browsers([other.user("applicant")]))


RIGHTFUL = {
    "enrolment": "intake_clerk",
    "documents": "reviewer",
    "workflow": "reviewer",
    "matter": "archivist",
    "applications:new": "intake_clerk",
    "applications:apply": "applicant",
    "applications:print_form": "intake_clerk",
    "workflow:revoke_token": "user_admin",
    "workflow:webhook_deliveries": "user_admin",
    "workflow:end_webhook": "user_admin",
    "workflow:replay_webhook": "user_admin",
    "providers": "agreement_officer",
    "assessment:file_archive": "archivist",
    "applications:print_other_form": "intake_clerk",
    "applications:act": "reviewer",
    "applications:preview": "reviewer",
    "assessment": "dispatcher",
}
# A second application while the first is open is told, not offered; the plain value is shown to a sent reason only.
OTHERWISE = {
    "workflow:revoke_token": 405,
    "workflow:end_webhook": 405,
    "workflow:replay_webhook": 405,
    "assessment:file_archive": 405,
    "documents:create_upload": 405,
    "documents:upload": 405,
    "documents:withdraw_paper": 405,
    "documents:repeat_print_run": 405,
    "documents:print_run_volume": 302,
    "applications:print_other_form": 405,
    "assessment:print_sheets": 405,
    "assessment:preview": 405,
    "assessment:preview_dispatch": 405,
    "applications:preview": 405,
    "applications:new": 409,
    "applications:apply": 409,
    "enrolment:show": 302,
    "applications:print_form": 405,
}


def test_the_rightful_post_opens_each_of_them(scenes: list[Scene], client_of: Callable[..., Client]) -> None:
    for scene in scenes:
        for name, arguments in objects(scene):
            who = RIGHTFUL.get(name) or RIGHTFUL[name.split(":")[0]]
            answer = client_of(scene, who).get(reverse(name, args=arguments))
            b"".join(answer.streaming_content) if answer.streaming else None
            assert answer.status_code == OTHERWISE.get(name, 200), (name, arguments)


@pytest.mark.requirement("G3")
def test_a_post_of_the_own_agency_that_the_act_is_not_for_is_refused(scenes: list[Scene]) -> None:
    agency = scenes[0].stage.agency
    posts = ("intake_clerk", "reviewer", "dispatcher", "supervisor", "archivist", "payer", "user_admin")
    clients = {post: sign_in(engaged(post, agency)) for post in posts}
    before = everything()
    for scene in scenes:
        acts = [
            row for row in objects(scene) if row[0] in ("applications:act", "assessment:act", "assessment:dispatch")
        ]
        for name, arguments in acts:
            verb = arguments[1] if len(arguments) > 1 else "dispatch"
            row = registry[f"{name.split(':')[0]}.{verb}"]
            case = scene.application if row.model == "applications.Application" else scene.assessment
            for post in set(clients) - set(row.posts_for(case)):
                answer = clients[post].post(reverse(name, args=arguments), forms(scene))
                assert answer.status_code in (404, 409, 422), (row.name, post)

    assert everything() == before


def test_a_committee_sees_a_matter_once_it_is_referred(scene_at: Callable[..., Scene], client_of: Any) -> None:
    early, late = scene_at("visited"), scene_at("in_committee")
    page = reverse("matter", args=[early.application.matter])

    assert client_of(early, "committee_secretary").get(page).status_code == 404
    page = reverse("matter", args=[late.application.matter])
    assert client_of(late, "committee_secretary").get(page).status_code == 200
