"""A machine that cannot print is told which package is missing."""

import pytest

from documents import checks, fonts


def test_this_machine_can_print() -> None:
    assert checks.printing_is_possible() == []


def test_a_missing_subsetter_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "has_subsetter", lambda: False)
    assert [message.hint for message in checks.printing_is_possible()] == ["apt-get install libharfbuzz-subset0"]


def test_missing_fonts_name_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed_families", lambda: frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC"}))
    assert [message.hint for message in checks.printing_is_possible()] == ["apt-get install fonts-dejavu-core"]


def test_without_the_cutter_the_check_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "has_cutter", lambda: False)
    assert [message.hint for message in checks.printing_is_possible()] == ["apt-get install libharfbuzz-bin fontconfig"]


def test_without_fc_list_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert [message.id for message in checks.printing_is_possible()] == ["documents.W002"]


def test_without_pango_printing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> bool:
        raise OSError("libpango-1.0-0")

    monkeypatch.setattr(fonts, "has_subsetter", absent)
    assert [message.id for message in checks.printing_is_possible()] == ["documents.E001"]
