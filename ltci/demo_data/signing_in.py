"""Who can sign in to the demonstration: the table that `demo_accounts` prints."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from accounts.models import Appointment, User
from accounts.posts import KIND_OF_POST, Kind, Post
from ltci.demo_data import regions
from providers.models import Agreement

# What one needs to bring a matter from application to delivery.
MAIN_POSTS = (Post.INTAKE_CLERK, Post.REVIEWER, Post.DISPATCHER, Post.BODY_MANAGER, Post.ASSESSOR, Post.EXPERT)
DESIGNATED = (Kind.BODY, Kind.PROVIDER)
WIDE = ("W", "F")
HINT = "同岗位有几人的，用户名从第二人起加 _2、_3……；其他统筹区的其余岗位同理，如 {slug}_{post}。"


def lines(on: date) -> Iterator[str]:
    """The first region with every post, the others with the main ones."""
    first, *others = regions.read().regions
    yield from _aligned([("岗位", "用户名", "姓名", "机构"), *_every_post(first, on), _applicant(first)])
    yield ""
    yield from _aligned([("其他统筹区", *map(_label, MAIN_POSTS), "申请人"), *(_main_posts(row) for row in others)])
    yield "  " + HINT.format(slug=others[0].slug, post=Post.SUPERVISOR)


def _every_post(region: regions.Region, on: date) -> Iterator[tuple[str, ...]]:
    """Posts in their order, one row for each organisation that may serve today."""
    serving = set(Agreement.objects.in_force(on).values_list("organisation_id", flat=True))
    held = Appointment.objects.in_force(on).filter(user__username__startswith=f"{region.slug}_")
    rows: dict[tuple[str, int], list[Appointment]] = {}
    for row in held.select_related("user", "organisation").order_by("id"):
        if row.organisation.kind not in DESIGNATED or row.organisation_id in serving:
            rows.setdefault((row.post, row.organisation_id), []).append(row)
    order = [post.value for post in KIND_OF_POST]
    for post, organisation in sorted(rows, key=lambda key: (order.index(key[0]), key[1])):
        found = rows[post, organisation]
        yield _label(post), _usernames(found), found[0].user.name, found[0].organisation.name


def _usernames(held: list[Appointment]) -> str:
    """`urumqi_expert … _4`: the first and the end of the last."""
    first, last = held[0].user.username, held[-1].user.username
    return first if first == last else f"{first} … _{last.rpartition('_')[2]}"


def _applicant(region: regions.Region) -> tuple[str, ...]:
    user = User.objects.get(username=f"{region.slug}_{Post.APPLICANT}")
    return _label(Post.APPLICANT), user.username, user.name, "—"


def _main_posts(region: regions.Region) -> tuple[str, ...]:
    return (region.name, *(f"{region.slug}_{post}" for post in (*MAIN_POSTS, Post.APPLICANT)))


def _label(post: str) -> str:
    return str(Post(post).label)


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines whose columns stand below each other; a Chinese character is as wide as two letters."""
    table = list(rows)
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        yield ("  " + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in WIDE else 1 for char in text)
