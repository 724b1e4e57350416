"""The example of docs/api.md is run as it stands there, against a server. I1."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from applications.models import Application
from tests.api.conftest import token_of
from tests.scene import Scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("I1")]
LONGEST = 45


def example() -> str:
    text = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
    return text.partition("```python\n")[2].partition("```")[0]


def test_the_example_is_short() -> None:
    assert 0 < len([line for line in example().splitlines() if line.strip()]) <= LONGEST


def test_the_example_accepts_what_waits_and_prints_the_number(
    scene_at: Callable[..., Scene], live_server: Any, tmp_path: Path
) -> None:
    scene = scene_at("submitted", "640100")
    script = tmp_path / "client.py"
    script.write_text(example(), encoding="utf-8")
    _, word = token_of(scene.user("intake_clerk"))

    ran = subprocess.run(
        [sys.executable, script, live_server.url, word], capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("accepted accepted ")
    assert Application.objects.get().state == "accepted"
