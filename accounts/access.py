"""Who may open an address: every view carries exactly one rule, tests/accounts/test_url_access.py walks them all.

The rule of a page says which posts may open it at all; which cases its holder sees and may change is decided by
`visible_to` and by the acts.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from accounts.actors import Actor
from accounts.posts import Post, labels

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """`posts` of an access rule; empty for «signed in»; `public` lets everybody in.

    `api`: an address of the interface, which knows its callers by token too and answers strangers with 401 itself.
    """

    posts: tuple[Post, ...] = ()
    public: bool = False
    api: bool = False

    def allows(self, actor: Actor) -> bool:
        """Whether the actor may open the page."""
        if self.public:
            return True
        if actor.user_id is None:
            return False
        # Every signed-in person may have applied for somebody: `applicant` is held by being known.
        return not self.posts or Post.APPLICANT in self.posts or actor.holds(*self.posts)


PUBLIC_PAGE = Rule(public=True)
SIGNED_IN = Rule()
API_ROUTE = Rule(api=True)

# Views that are not ours, by the name of their address. Administration is closed further by accounts.admin_site.
THIRD_PARTY: dict[str, Rule] = {
    "account_login": PUBLIC_PAGE,
    "account_logout": PUBLIC_PAGE,
    "account_inactive": PUBLIC_PAGE,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": PUBLIC_PAGE,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
}
# Names within the namespace `admin`: all of them are for the holders of this post and for superusers.
ADMIN_RULE = Rule((Post.USER_ADMIN,))
ADMIN_PUBLIC = frozenset({"login", "logout", "jsi18n"})


def access(*posts: Post) -> Callable[[View], View]:
    """Open the view to the holders of one of `posts`, whatever the organisation."""
    if not posts or Post.PUBLIC in posts:
        raise TypeError("access() names posts; use @public for pages that everybody may open")
    return _marked(Rule(tuple(posts)))


def signed_in(view: View) -> View:
    """Open the view to everybody who is signed in."""
    return _marked(SIGNED_IN)(view)


def public(view: View) -> View:
    """Open the view to everybody."""
    return _marked(PUBLIC_PAGE)(view)


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule that a view carries, or None."""
    return getattr(view, "access_rule", None)


def _marked(rule: Rule) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        if rule_of(view) is not None:
            raise TypeError(f"{view!r} already has an access rule")

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not rule.allows(request.actor):  # type: ignore[attr-defined]
                return refuse(request, rule)
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def refuse(request: HttpRequest, rule: Rule) -> HttpResponse:
    """Send a stranger to the sign-in page, tell everybody else which posts may open this page."""
    if request.actor.user_id is None:  # type: ignore[attr-defined]
        return to_sign_in(request)
    context = {"allowed_posts": labels(rule.posts), "own_posts": labels(_known(request.actor))}  # type: ignore[attr-defined]
    return render(request, "account/forbidden.html", context, status=403)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page; only a page that was read, not a form that was sent, is opened again after it."""
    login = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(login)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), login)
    return redirect_to_login("/", login)


def _known(actor: Actor) -> list[str]:
    return sorted(post for post in actor.posts if post in Post.values)
