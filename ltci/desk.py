"""What every page's frame shows: navigation, the reader's agency and posts, the way text is displayed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from accounts.access import rule_of
from accounts.actors import PUBLIC, Actor
from accounts.phrases import post_label

ELDER_COOKIE = "elder"

# Label and name of the page; later chapters add theirs in ltci, never in a template.
DESK_PAGES = (
    ("工作台", "desk"),
    ("提醒", "workflow:reminders"),
    ("人员", "enrolment:people"),
    ("护理服务", "care:people"),
    ("服务项目目录", "care:catalogue"),
    ("公示", "assessment:notices"),
    ("到期重新评估", "assessment:callups"),
    ("定点申请", "providers:designations"),
    ("服务协议", "providers:agreements"),
    ("护理人员名册", "providers:staff"),
    ("评估人员名册", "providers:engagements"),
    ("委托经办", "providers:handlers"),
    ("批量打印", "documents:print_runs"),
    ("评估档案", "assessment:archives"),
    ("评估费", "assessment:fees"),
    ("费用申报", "settlement:batches"),
    ("拨付", "settlement:payments"),
    ("收款账户", "settlement:payees"),
    ("基金账簿", "settlement:books"),
    ("回避申报", "assessment:interests"),
    ("政策", "policy:explain"),
    ("接口令牌", "workflow:tokens"),
    ("推送订阅", "workflow:webhooks"),
)
# For people without a post: those who applied.
MY_PAGES = (("我的申请", "my"),)
PUBLIC_PAGES = (
    ("公示", "assessment:notices"),
    ("定点机构", "providers:designated"),
    ("机构公示", "providers:on_notice"),
    ("招募公告", "providers:calls"),
    ("反映结果", "assessment:outcome"),
    ("申请表格", "documents:forms"),
    ("文书核验", "documents:verify_form"),
)


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation; `current` when the page shown lies under its address."""

    label: str
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page (a context processor). Needs no database: the actor was read by its middleware."""
    actor = getattr(request, "actor", PUBLIC)
    # The public has a seat, too, but no desk.
    seats = actor.seats if actor.user_id is not None else ()
    return {
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "nav": _nav(request, actor),
        "public_nav": navigation(PUBLIC_PAGES, request.path, PUBLIC),
        "agency_name": seats[0].organisation_name if seats else "",
        "posts": list(dict.fromkeys(post_label(seat.post) for seat in seats)),
        "display_url": address("display"),
        "sign_out_url": address("account_logout"),
    }


def _nav(request: HttpRequest, actor: Actor) -> list[NavItem]:
    if actor.user_id is None:
        return []
    return navigation(DESK_PAGES if actor.seats else MY_PAGES + PUBLIC_PAGES, request.path, actor)


def navigation(pages: tuple[tuple[str, str], ...], path: str, actor: Actor) -> list[NavItem]:
    """The pages that the actor may open, with the one that lies nearest above `path` marked."""
    known = [(label, url) for label, name in pages if (url := address(name)) and may_open(url, actor)]
    nearest = max((url for _, url in known if path.startswith(url)), key=len, default="")
    # The desk lies at the root, above everything: it is current only on its own page.
    current = "" if nearest == "/" and path != "/" else nearest
    return [NavItem(label, url, url == current) for label, url in known]


def may_open(url: str, actor: Actor) -> bool:
    """Whether the access rule of the page lets the actor in."""
    rule = rule_of(resolve(url).func)
    return rule is not None and rule.allows(actor)


def address(name: str) -> str:
    """The address of a named page, or nothing where the page is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
