"""A real installation does not start half configured, and no variable turns a check off (fault 12)."""

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

TOP = Path(__file__).resolve().parents[2]
COMPLETE = {
    "LTCI_SECRET_KEY": "s" * 60,
    "LTCI_FIELD_KEYS": "k1:000102030405060708090a0b0c0d0e0f",
    "LTCI_INDEX_KEY": "00" * 32,
    "LTCI_ALLOWED_HOSTS": "desk.example, www.desk.example",
    "LTCI_PUBLIC_URL": "https://desk.example",
    "DATABASE_URL": "postgres://ltci:p%40ss@db.example:5432/ltci?sslmode=require",
    "REDIS_URL": "redis://queue.example:6379/0",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def production() -> dict[str, Any]:
    settings = runpy.run_module("ltci.settings.production")
    return {name: value for name, value in settings.items() if name.isupper()}


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", ["", "  "])
def test_start_without_a_variable_is_refused_by_name(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        production()


def test_a_short_secret_key_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LTCI_SECRET_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="50"):
        production()


@pytest.mark.parametrize("hosts", ["*", "desk.example,*.example"])
def test_hosts_by_pattern_are_refused(environment: pytest.MonkeyPatch, hosts: str) -> None:
    environment.setenv("LTCI_ALLOWED_HOSTS", hosts)
    with pytest.raises(ImproperlyConfigured, match="LTCI_ALLOWED_HOSTS"):
        production()


def test_cookies_transport_and_scripts_are_closed(environment: pytest.MonkeyPatch) -> None:
    settings = production()
    assert settings["DEBUG"] is False
    assert settings["SESSION_COOKIE_SECURE"] and settings["CSRF_COOKIE_SECURE"] and settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["ALLOWED_HOSTS"] == ["desk.example", "www.desk.example"]
    directives = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["script-src"] == directives["style-src"] == directives["default-src"] == ["'self'"]


def test_the_database_comes_from_its_address_and_is_pooled(environment: pytest.MonkeyPatch) -> None:
    database = production()["DATABASES"]["default"]
    assert (database["HOST"], database["PASSWORD"], database["OPTIONS"]["sslmode"]) == ("db.example", "p@ss", "require")
    assert database["OPTIONS"]["pool"]["max_size"] > 1
    assert database["CONN_MAX_AGE"] == 0


# They say where things are and turn nothing off; a new one is added here only after somebody has asked that question.
# LTCI_WEBHOOK_HOSTS names who may be told of acts: nobody without it, and no pattern stands for "anybody".
PLACES = ("LTCI_VAR", "LTCI_PROXIES", "LTCI_RECEIVING", "LTCI_CLAMAV", "LTCI_WEBHOOK_HOSTS")
LOADED = ("settings/base.py", "settings/security.py", "settings/production.py", "database.py")


def test_production_reads_no_other_variable() -> None:
    read = {
        name
        for file in (TOP / "ltci" / part for part in LOADED)
        for name in variables_read(ast.parse(file.read_text()))
    }
    assert read == {*COMPLETE, *PLACES}


def test_production_loads_no_other_settings() -> None:
    texts_loaded = "".join((TOP / "ltci" / part).read_text() for part in LOADED)
    assert set(re.findall(r"from ltci\.settings\.(\w+)", texts_loaded)) == {"base", "security"}


@pytest.mark.parametrize("module", ["wsgi", "celery"])
def test_a_server_started_without_settings_does_not_fall_back_to_the_demonstration(module: str) -> None:
    script = f"import ltci.{module} as m; getattr(m, 'app', m).conf.broker_url"
    env = {"PYTHONPATH": str(TOP), "PATH": ""}
    result = subprocess.run([sys.executable, "-c", script], env=env, check=False, capture_output=True, text=True)
    assert result.returncode != 0
    assert "DJANGO_SETTINGS_MODULE" in result.stderr


def variables_read(tree: ast.AST) -> set[str]:
    """Names given to os.environ[…], os.environ.get(…) and os.getenv(…), and those in REQUIRED."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            names |= texts(node.slice)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
            names |= texts(node.args[0])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED":
            names |= texts(node.value)
    return names


def texts(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
