"""Draws a piece of template as a page would, and looks at what came out."""

import re
from html.parser import HTMLParser
from typing import Any

from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


class Elements(HTMLParser):
    """Collects tags with their attributes and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class Drawn:
    """What a template came to: `html`, `text` without tags and double spaces, `all(tag)`."""

    def __init__(self, html: str) -> None:
        self.html = html
        reader = Elements()
        reader.feed(html)
        self.elements = reader.found
        self.text = re.sub(r"\s+", " ", "".join(reader.words)).strip()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of this name, in order."""
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, name: str) -> dict[str, str | None]:
        """Attributes of the one element with this id."""
        (found,) = [attributes for _, attributes in self.elements if attributes.get("id") == name]
        return found


def draw(source: str, **context: Any) -> Drawn:
    """Render template source with components, with a request and no actor."""
    return Drawn(compiled("{% load desk %}" + source).render(context, RequestFactory().get("/")))


def compiled(source: str) -> Any:
    """The template of a source with components in it."""
    return engines["django"].from_string(CottonCompiler().process(source))
