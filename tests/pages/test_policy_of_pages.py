"""Every page answers with a strict policy, and has nothing that it would forbid."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.desk import addresses, engaged, sign_in
from tests.pages.markup import faults
from tests.pages.test_foreign_objects import objects
from tests.scene import Scene

FILES = {"documents:pdf", "applications:print_form"}


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("state", ["supplementing", "cleared"])
def test_pages_with_an_object(scene_at: Callable[..., Scene], client_of: Callable[..., Client], state: str) -> None:
    scene = scene_at(state)
    clients = [client_of(scene, name) for name in ("intake_clerk", "assessor_1")]

    for name, arguments in objects(scene):
        for client in clients:
            answer = client.get(reverse(name, args=arguments))
            assert name in FILES or faults(answer) == [], (name, arguments)


def test_pages_without_an_object(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("on_notice")
    clients = [client_of(scene, name) for name in ("intake_clerk", "dispatcher", "body_manager", "applicant")]
    plain = [name for name, pattern in addresses() if not pattern.pattern.converters]

    for name in plain:
        for client in [Client(), *clients]:
            assert faults(client.get(reverse(name))) == [], name


def test_administration(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    client = sign_in(engaged("user_admin", scene.stage.agency))

    for url in ("/admin/", "/admin/accounts/user/", "/admin/accounts/appointment/add/"):
        answer = client.get(url)
        assert answer.status_code == 200 and faults(answer) == [], url


def test_pages_of_refusal(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("accepted")
    application = scene.application
    reviewer = client_of(scene, "reviewer")
    enquiry = reverse("applications:act", args=[application.pk, "open_enquiry"])
    asked: list[tuple[Any, int]] = [
        (reviewer.get("/no/such/page/"), 404),
        (reviewer.get("/people/new/x"), 404),
        (client_of(scene, "dispatcher").get(reverse("enrolment:register")), 403),
        (sign_in(scene.user("reviewer"), enforce_csrf_checks=True).post(enquiry, {}), 403),
        (reviewer.post(enquiry, {"version": application.version}), 422),
        (reviewer.post(enquiry, {"version": "0", "reason": "测试"}), 409),
        (client_of(scene, "intake_clerk").post(reverse("enrolment:register"), {}), 422),
        (client_of(scene, "intake_clerk").post(reverse("enrolment:import"), {}), 422),
        (Client().get("/verify/34679ACDEFGHJKMN/"), 404),
    ]

    for answer, status in asked:
        assert answer.status_code == status
        assert faults(answer) == [], answer.request["PATH_INFO"]
