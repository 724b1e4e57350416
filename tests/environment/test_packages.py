"""What is installed is pinned by hash and names no place to load it from."""

import json
import re
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parents[2]
PYTHON_LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


@pytest.mark.parametrize("name", PYTHON_LISTS)
def test_every_python_package_is_pinned_with_hashes(name: str) -> None:
    text = (TOP / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    assert [line for line in lines if not re.match(r"\S+==\S+ .*--hash=sha256:", line)] == []
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_every_front_end_package_is_pinned_by_content_without_an_address() -> None:
    lock = json.loads((TOP / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry or not entry.get("integrity")] == []


def test_front_end_versions_are_exact() -> None:
    wanted = json.loads((TOP / "package.json").read_text())
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_containers_run_the_application_without_rights() -> None:
    services = yaml.safe_load((TOP / "docker-compose.yml").read_text())["services"]
    ours = [service for service in services.values() if "build" in service]
    assert {"web", "worker", "beat", "postgres", "redis"} <= set(services)
    assert all(service["cap_drop"] == ["ALL"] and service["read_only"] for service in ours)
    assert re.search(r"^USER (?!root)", (TOP / "Dockerfile").read_text(), re.MULTILINE)
    assert all("healthcheck" in services[name] for name in ("web", "worker", "beat", "postgres", "redis"))
