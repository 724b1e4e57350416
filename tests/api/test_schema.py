"""The description of the interface holds: what comes is what it says, and nothing that is sent breaks it. I1."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ltci.wsgi import application
from tests.api.conftest import token_of
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I1")]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def test_the_description_is_without_fault(capsys: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_the_description_is_open_to_everybody(client: Client) -> None:
    answer = client.get("/api/v1/schema/")

    assert answer.status_code == 200
    assert b"act_assessment_record_visit" in answer.content


@pytest.mark.django_db(transaction=True)
def test_whatever_is_sent_is_answered_as_described(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("cleared", "640100")
    words = {name: token_of(scene.user(name))[1] for name in ("supervisor", "assessor_1")}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", app=application)
    failures: list[str] = []

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def one(case: Any) -> None:
            for place in ("assessments", "applications"):
                if place in case.operation.path and "{id}" in case.operation.path:
                    known_pk = scene.assessment.pk if place == "assessments" else scene.application.pk
                    case.path_parameters = {**(case.path_parameters or {}), "id": str(known_pk)}
            for word in words.values():
                case.headers = {**(case.headers or {}), "Authorization": f"Bearer {word}"}
                case.call_and_validate(checks=CHECKS)

        try:
            one()
        except (Exception, BaseExceptionGroup) as failure:
            failures.append(f"{operation.method.upper()} {operation.path}: {str(failure)[:600]}")

    assert failures == [], "\n".join(failures)
