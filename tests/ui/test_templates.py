"""What holds for every template and style sheet, whoever writes the next one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Letters are printed, not shown: their rules live in the documents chapter.
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "letters" not in path.parts)
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_keeps_to_the_content_security_policy(path: Path) -> None:
    source = path.read_text()

    assert not re.search(r"<(?!c-)[^>]+\sstyle=", source), "no style attribute"
    assert not re.search(r"<(?!c-)[^>]+\son[a-z]+=", source), "no inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "no inline script"
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source), "nothing from elsewhere"


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_is_documented_and_shown_in_the_gallery(path: Path) -> None:
    tag = f"c-{path.stem.replace('_', '-')}"
    shown = "".join(page.read_text() for page in [TEMPLATES / "gallery.html", *COMPONENTS])

    assert f"`{tag}`" in (ROOT / "docs" / "components.md").read_text()
    assert re.search(rf"<{tag}[\s>/]", shown)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_uses_components_that_exist(path: Path) -> None:
    used = set(re.findall(r"<c-(?!slot\b|vars\b)([a-z-]+)", path.read_text()))

    assert used <= {component.stem.replace("_", "-") for component in COMPONENTS}


def test_style_sheets_use_tokens_that_exist_and_have_no_colours_of_their_own() -> None:
    tokens = set(re.findall(r"(--[a-z0-9-]+):", (ROOT / "static/css/tokens.css").read_text()))
    for sheet in ("ltci.css", "components.css", "forms.css"):
        source = (ROOT / "static/css" / sheet).read_text()
        assert set(re.findall(r"var\((--[a-z0-9-]+)", source)) <= tokens, sheet
        assert not re.findall(r"#[0-9a-f]{3,8}\b", source), sheet


@pytest.mark.requirement("I4")
def test_the_elder_set_is_larger_and_changes_tokens_only() -> None:
    source = (ROOT / "static/css/tokens.css").read_text()
    (elder,) = re.findall(r"^\.elder \{(.*?)^\}", source, re.S | re.M)

    text = int(re.findall(r"--text-base: (\d+)px", elder)[0])
    target = float(re.findall(r"--target: ([\d.]+)rem", elder)[0])
    assert text >= 20
    assert text * target >= 48
    assert all(line.strip().startswith("--") for line in elder.strip().splitlines())
