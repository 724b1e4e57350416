"""Reads a page as a browser under our policy would: what of it would be refused."""

from html.parser import HTMLParser

from django.http import HttpResponse

# A block of data is read by a script of ours and never run.
DATA = {"application/json"}


class Strict(HTMLParser):
    """Collects what a strict policy forbids: inline scripts and styles, handlers, other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "style" or (tag == "script" and not found.get("src") and found.get("type") not in DATA):
            self.faults.append(f"inline <{tag}>")
        self.faults += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action", "formaction"):
            value = (found.get(name) or "").strip().lower()
            if value.startswith("javascript:") or (value.startswith(("http:", "https:", "//")) and tag != "a"):
                self.faults.append(f"<{tag} {name}={value}>")


def faults(answer: HttpResponse) -> list[str]:
    """What is wrong with the page and its policy; nothing for a file or a redirect."""
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [] if "default-src 'self'" in policy else ["no policy"]
    found += [word for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:") if word in policy.split()]
    found += [word for word in ("'unsafe-inline'", "'unsafe-eval'") if word in policy]
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = Strict()
        page.feed(answer.content.decode())
        found += page.faults
    return found
