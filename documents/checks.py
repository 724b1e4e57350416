"""System checks: what is missing for printing letters, and which Debian package brings it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from documents import fonts


@register("documents")
def printing_is_possible(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Pango, the font subsetter and the fonts of the letters."""
    try:
        subsetter = fonts.has_subsetter()
    except OSError as error:
        return [
            Error(
                f"WeasyPrint 无法加载 Pango，文书不能制成 PDF：{error}",
                hint="apt-get install libpango-1.0-0 libpangoft2-1.0-0",
                id="documents.E001",
            )
        ]
    return [*_subsetter(subsetter), *_fonts(fonts.installed_families())]


def _subsetter(present: bool) -> list[CheckMessage]:
    if present:
        return []
    text = "没有 libharfbuzz-subset，每页文书的制作会慢约四十倍。"
    return [Warning(text, hint="apt-get install libharfbuzz-subset0", id="documents.W001")]


def _fonts(families: frozenset[str] | None) -> list[CheckMessage]:
    if families is None:
        text = "没有 fc-list，无法确认文书所需字体。"
        return [Warning(text, hint="apt-get install fontconfig", id="documents.W002")]
    return [
        Warning(
            f"缺少字体“{family}”，文书中的汉字或☑☐可能无法显示。",
            hint=f"apt-get install {package}",
            id="documents.W003",
        )
        for family, package in fonts.FAMILIES.items()
        if family not in families
    ] + _cutter(fonts.has_cutter())


def _cutter(present: bool) -> list[CheckMessage]:
    if present:
        return []
    text = "没有 hb-subset，文书嵌入整套字体，制作会慢约一倍，文件大约一倍。"
    return [Warning(text, hint="apt-get install libharfbuzz-bin fontconfig", id="documents.W004")]
