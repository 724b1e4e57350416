"""Acts: the only door through which a case changes.

`@act` turns a function `body(ctx, **inputs)` into `act(case=…, by=…, now=…, version=…, key=…, **inputs)`:
one transaction: lock the row → post → page version → state → separation of duties → law → body → journal.
Sources: 经办规程第五条、第三十条、第四十五条 (岗位职责、内控); 事项一经办理即留痕.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, cast

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.posts import Post
from policy import Line, rule
from workflow import journal, request_keys
from workflow.models.case import CLOCK_POST, Case
from workflow.models.journal_entry import JournalEntry
from workflow.refusal import Code, Refusal

PostRule = Iterable[str] | Callable[[Any], Iterable[str]]
HIDDEN = "（加密内容，略）"
FEW = 3  # states that a refusal names
HANDLER_POSTS = frozenset({Post.HANDLER_CLERK, Post.CARE_SPECIALIST})
UNRECORDED = frozenset({"version", "id", "matter", "created_at"})


@dataclass
class Context:
    """What the body of an act works with; `today` is the local day of `now`."""

    act: "Act"
    case: Any
    by: Actor
    seat: Seat
    now: datetime
    letters: list[Any] = field(default_factory=list)
    opened: Case | None = None
    reason: str = ""
    citation: str = ""
    noted: dict[str, Any] = field(default_factory=dict)
    _read: dict[Any, Any] = field(default_factory=dict)

    def once(self, read: Callable[..., Any], *args: Any) -> Any:
        """What `read(*args)` finds, read once: the case is locked, so law, check and body see the same.

        Not for what the body itself changes before it reads again. `args` must be hashable.
        """
        key = (read, args)
        if key not in self._read:
            self._read[key] = read(*args)
        return self._read[key]

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def article(self) -> str:
        """The article of the case's region on which the act rests."""
        return self.act.article(self.case)

    def rule(self, key: str) -> Line:
        """The line of the policy that holds for this case (its area, on the day by which its rules were chosen)."""
        return rule(key, area=self.case.area_code, on=self.case.policy_on)


@dataclass(frozen=True)
class Done:
    """An act that has happened; `replayed` when the same request had already happened before."""

    case: Any
    entry: JournalEntry | None
    letters: tuple[Any, ...] = ()
    replayed: bool = False


class Check(Protocol):
    """What the law says to the form that was sent; raises `Refusal`."""

    def __call__(self, ctx: Context, **inputs: Any) -> None: ...


Law = Callable[[Context], None]
StateCodes = Mapping[str, tuple[Code, str]] | Callable[[Any], Mapping[str, tuple[Code, str]]]


@dataclass(frozen=True)
class Act:
    """One row of the table of acts: who may do it, from which states, under which law."""

    name: str
    label: str
    model: str
    posts: PostRule
    body: Callable[..., None]
    law: Law | None = None
    check: Check | None = None
    states: frozenset[str] | None = None
    state_codes: StateCodes = field(default_factory=dict)
    cites: str | Callable[[Any], str] = ""
    task: str = ""
    issues: tuple[str, ...] = ()

    def article(self, case: Any) -> str:
        """The article of the case's own region on which the act rests."""
        key = self.cites(case) if callable(self.cites) else self.cites
        return rule(key, area=case.area_code, on=case.policy_on).citation if key else ""

    @property
    def verb(self) -> str:
        return self.name.split(".")[1]

    def case_model(self) -> type[Case]:
        return cast(type[Case], apps.get_model(self.model))

    def sources(self) -> frozenset[str]:
        return self.states if self.states is not None else self.case_model().sources(self.verb)

    def posts_for(self, case: Any) -> tuple[str, ...]:
        return tuple(self.posts(case) if callable(self.posts) else self.posts)

    def seat_of(self, by: Actor, case: Any) -> Seat | None:
        """The seat in which `by` may do this on the case: by post, or as a handler's staff whose contract says so."""
        posts = self.posts_for(case)
        seat = case.seats(by, posts)
        if seat is not None or not self.task:
            return seat  # type: ignore[no-any-return]
        return by.assisting(self.task, case.agency_id, HANDLER_POSTS.intersection(posts) or {Post.HANDLER_CLERK})


registry: dict[str, Act] = {}
_after: dict[str, list[Callable[[str, int], None]]] = {}


def label_of(name: str) -> str:
    """The words for an act; one that no longer exists keeps its own name."""
    return registry[name].label if name in registry else name


def case_model(kind: str) -> type[Case]:
    """The model behind `case_kind` of a deadline, letter or journal entry."""
    return cast(type[Case], apps.get_model(kind))


def register_after(act_name: str) -> Callable[[Callable[[str, int], None]], Callable[[str, int], None]]:
    def register(handler: Callable[[str, int], None]) -> Callable[[str, int], None]:
        _after.setdefault(act_name, []).append(handler)
        return handler

    return register


def act(
    name: str,
    *,
    label: str,
    model: str,
    posts: PostRule,
    law: Law | None = None,
    check: Check | None = None,
    states: Iterable[str] | None = None,
    state_codes: StateCodes | None = None,
    cites: str | Callable[[Any], str] = "",
    task: str = "",
    issues: Iterable[str] = (),
) -> Callable[[Callable[..., None]], Callable[..., Done]]:
    """Register the decorated body as the act `name` and return the function that performs it.

    `law` needs nothing but the case, so that pages can ask it in advance; `check` sees the form as well.
    `posts` may be a function of the case where the region's rules say who (for instance who delivers); `cites` is the
    policy key whose citation in the case's region is the act's article, or a function of the case that names it;
    `state_codes` gives a state its own refusal code in place of `wrong_state`, for all cases or for the one given;
    `task` is what a handler's contract must list for its staff to do this, too (words: handler_tasks): acts that
    decide, re-check or pay have none (新疆第五十四条; 宁夏第六十六条); `issues` names every letter that the act may
    issue, so that its page offers to look at them first.
    """

    def decorate(body: Callable[..., None]) -> Callable[..., Done]:
        row = Act(
            name,
            label,
            model,
            posts,
            body,
            law,
            check,
            frozenset(states) if states is not None else None,
            state_codes or {},
            cites,
            task,
            tuple(issues),
        )
        registry[name] = row

        @functools.wraps(body)
        def perform(
            *, case: Any, by: Actor, now: datetime, version: int | None = None, key: str | None = None, **inputs: Any
        ) -> Done:
            with transaction.atomic():
                return _perform(row, case, by, now, version, key, inputs)

        perform.act = row  # type: ignore[attr-defined]
        return perform

    return decorate


def perform(name: str, /, **call: Any) -> Done:
    """The act of that name, for callers that have only the name (clock, rehearsal, one page for many acts)."""
    row = registry[name]
    with transaction.atomic():
        return _perform(
            row,
            call.pop("case"),
            call.pop("by"),
            call.pop("now"),
            call.pop("version", None),
            call.pop("key", None),
            call,
        )


def _perform(
    row: Act, case: Any, by: Actor, now: datetime, version: int | None, key: str | None, inputs: dict[str, Any]
) -> Done:
    replay = _replay(row, case, by, now, key, inputs)
    if replay is not None:
        return replay
    locked = _lock(case)
    ctx = _allowed(row, locked, by, now, version)
    if row.law is not None:
        row.law(ctx)
    if row.check is not None:
        row.check(ctx, **inputs)
    before, old_state = locked.snapshot(), str(locked.state)
    row.body(ctx, **inputs)
    _declared(ctx)
    locked.version += 1
    locked.save()
    entry = _journal(ctx, before, old_state)
    if key and ctx.opened is not None:
        request_keys.keep(key, kind=ctx.opened.kind_name(), pk=ctx.opened.pk)
    for handler in _after.get(row.name, ()):
        _call_after_commit(handler, str(locked.pk), entry.pk)
    return Done(ctx.opened or locked, entry, tuple(ctx.letters))


def _declared(ctx: Context) -> None:
    """A letter that the act does not name could not be looked at before; that is a mistake in the act."""
    unnamed = {letter.kind for letter in ctx.letters} - set(ctx.act.issues)
    if unnamed:
        raise RuntimeError(f"{ctx.act.name} issues letters that it does not declare: {', '.join(sorted(unnamed))}")


def _call_after_commit(handler: Callable[[str, int], None], case_id: str, entry_id: int) -> None:
    def call() -> None:
        handler(case_id, entry_id)

    # Robust: the act stands, so one failing handler must neither look like a refusal nor stop the others. It is
    # logged. A named function, because Django reports a robust callback by its name, which a partial does not have.
    transaction.on_commit(call, robust=True)


def _lock(case: Any) -> Any:
    """The case as it is now, locked until commit; a case that is being opened is written first."""
    if case._state.adding:
        case.save(force_insert=True)
        return case
    try:
        rows = type(case)._default_manager.select_related(*case.READ_WITH)
        return rows.select_for_update(of=("self",)).get(pk=case.pk)
    except type(case).DoesNotExist:
        raise Refusal(Code.INVALID_INPUT, "没有这个案件，可能已被删除或编号有误。") from None


def _allowed(row: Act, case: Any, by: Actor, now: datetime, version: int | None) -> Context:
    """Post, page version, state and separation of duties, in this order; raises `Refusal`."""
    seat = row.seat_of(by, case)
    if seat is None and not _overtaken(case, by, version):
        raise Refusal(Code.NOT_PERMITTED, _who_may(row, case), row.article(case))
    if seat is None or version not in (None, case.version):
        raise Refusal(Code.STALE_PAGE, _stale(case, version))
    ctx = Context(row, case, by, seat, now)
    _check_state(row, case)
    _check_separation(ctx)
    return ctx


def _who_may(row: Act, case: Any) -> str:
    labels = [str(Post(post).label) if post in Post.values else "系统时钟" for post in row.posts_for(case)]
    return f"“{row.label}”只能由本案件所在机构的{'、'.join(labels) or '规定岗位'}办理，您当前的岗位无权办理。"


def _overtaken(case: Any, by: Actor, version: int | None) -> bool:
    """A colleague's act may have made this one another post's: who works on the case is then told of the colleague."""
    older = version is not None and 0 < version < case.version and any(s.post != Post.APPLICANT for s in by.seats)
    return older and bool(type(case)._default_manager.visible_to(by).filter(pk=case.pk).exists())


def _stale(case: Any, version: int | None) -> str:
    last = JournalEntry.objects.filter(case_id=str(case.pk)).order_by("-id").first()
    who = f"{last.actor_name} 已于 {timezone.localtime(last.at):%H:%M} 办理过" if last else "已被他人更新"
    return f"您打开页面之后，这个案件{who}（页面版本 {version}，现为 {case.version}）。请刷新页面核对后再办理。"


def _check_state(row: Act, case: Any) -> None:
    if case.state in row.sources():
        return
    codes = row.state_codes(case) if callable(row.state_codes) else row.state_codes
    special = codes.get(case.state)
    if special is not None:
        raise Refusal(special[0], special[1], row.article(case))
    raise Refusal(
        Code.WRONG_STATE,
        f"案件现在是“{case.get_state_display()}”，不能办理“{row.label}”{_where(row, case)}。",
        row.article(case),
    )


def _where(row: Act, case: Any) -> str:
    """In which states the act is done, where they are few enough to be of help."""
    labels = dict(case._meta.get_field(case.FLOW_FIELD).flatchoices)
    states = [f"“{labels[state]}”" for state in labels if state in row.sources()]
    return f"，须在{'或'.join(states)}时办理" if 0 < len(states) <= FEW else ""


def _check_separation(ctx: Context) -> None:
    """Nobody does two acts of one matter that the internal-control articles keep apart."""
    line = ctx.rule("applications.separate_posts")
    if ctx.seat.post != Post.APPLICANT and ctx.case.belongs_to(ctx.by):
        raise Refusal(Code.RECUSAL, f"本事项与您本人有关，“{ctx.act.label}”应当由他人办理。", line.citation)
    others = {b if a == ctx.act.name else a for a, b in line.value if ctx.act.name in (a, b)}
    if not others or ctx.by.user_id is None:
        return
    done = JournalEntry.objects.filter(matter=ctx.case.matter, actor_id=ctx.by.user_id, act__in=others).first()
    if done is not None:
        label = label_of(done.act)
        raise Refusal(
            Code.SAME_PERSON, f"您已办理过本事项的“{label}”，“{ctx.act.label}”必须由另一人办理。", line.citation
        )


def _journal(ctx: Context, before: dict[str, Any], old_state: str) -> JournalEntry:
    subject: Any = ctx.opened or ctx.case
    return journal.record(
        area_code=ctx.case.area_code,
        act=ctx.act.name,
        by=ctx.by,
        seat=ctx.seat,
        now=ctx.now,
        matter=ctx.case.matter,
        case_kind=subject.kind_name(),
        case_id=str(subject.pk),
        old_state="" if ctx.opened else old_state,
        new_state=str(subject.state),
        reason=ctx.reason,
        citation=ctx.citation or ctx.article,
        changed=_differences(ctx.case, before) | ctx.noted,
    )


def _differences(case: Any, before: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for fld in case._meta.concrete_fields:
        name = fld.attname
        old, new = before.get(name), getattr(case, name)
        if name not in UNRECORDED and name != case.FLOW_FIELD and old != new:
            changed[name] = HIDDEN if getattr(fld, "encrypted", False) else [_text(old), _text(new)]
    return changed


def _text(value: Any) -> Any:
    return value if isinstance(value, int | bool | type(None) | list | dict) else str(value)


def _replay(row: Act, case: Any, by: Actor, now: datetime, key: str | None, inputs: dict[str, Any]) -> Done | None:
    """None when the request is new (its key is now taken); the earlier outcome when it has been done already."""
    said = {"case": _identity(case), "inputs": inputs}
    about = (case.kind_name(), case.pk)
    earlier = request_keys.claim(row.name, by=by, now=now, key=key, said=said, about=about) if key else None
    if earlier is None:
        return None
    done = case_model(earlier.case_kind)._default_manager.get(pk=earlier.case_id)
    return Done(done, None, (), replayed=True)


def _identity(case: Any) -> Any:
    """What a request is about: the case, or what a case that is being opened says (its number is new each time)."""
    if not case._state.adding:
        return [case.kind_name(), case.pk]
    return {name: value for name, value in case.snapshot().items() if name not in UNRECORDED}


def why_not(name: str, *, case: Any, by: Actor, now: datetime, version: int | None = None) -> Refusal | None:
    """Why the act is closed to `by` on this case now, or None when it is open. Changes nothing, locks nothing.

    The law is asked as far as it needs no form; what depends on the form is told when that is sent.
    """
    row = registry[name]
    try:
        ctx = _allowed(row, case, by, now, version)
        if row.law is not None:
            row.law(ctx)
    except Refusal as refusal:
        return refusal
    return None


def acts_of(model: str, *, without: Iterable[str] = (CLOCK_POST,)) -> list[Act]:
    """The acts whose case is `model`, in the order in which they were registered, without those of the clock alone."""
    hidden = tuple(without)
    return [
        row
        for row in registry.values()
        if row.model == model and not (not callable(row.posts) and set(row.posts) <= set(hidden))
    ]
