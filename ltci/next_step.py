"""What a matter waits for, and for whom; and the same in plain words for the person whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actors import CLOCK
from accounts.phrases import chinese_day
from accounts.posts import Post
from applications.models import Application
from assessment.models import Assessment
from assessment.states import State
from workflow import acts
from workflow.models import Deadline
from workflow.models.case import CLOCK_POST
from workflow.refusal import Refusal

# Nobody waits for these: they are done when somebody asks for them.
ON_DEMAND = frozenset(
    {"applications.withdraw"}
    | {f"assessment.{verb}" for verb in ("appoint_video", "cancel", "decline", "extend", "report", "request_review")}
    | {f"assessment.{verb}" for verb in ("order_reassessment", "order_examination", "record_examination", "expire")}
    | {f"assessment.{verb}" for verb in ("request_reassessment", "record_refusal", "collect_fee", "refund_fee")}
)
# What is done only where the usual next act is closed.
INSTEAD = (
    "applications.request_supplement",
    "applications.refuse",
    "applications.open_enquiry",
    "assessment.form_panel",
    "assessment.disagree",
)


@dataclass(frozen=True)
class Waiting:
    """The act that moves the matter on, and the posts that hold it; none for the clock."""

    act_label: str
    posts: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if not self.posts:
            return f"到期后系统自动办理“{self.act_label}”，不需要人工办理。"
        return f"正在等{'、'.join(self.posts)}办理“{self.act_label}”。"


def standing(application: Application, assessment: Assessment | None) -> Application | Assessment:
    """The case at which the matter stands: its assessment, unless that was ended."""
    return application if assessment is None or assessment.state == State.CANCELLED else assessment


def waiting(application: Application, assessment: Assessment | None, now: datetime) -> Waiting | None:
    """The first act of the state that the law leaves open, whoever may do it; None where the matter rests."""
    case: Any = standing(application, assessment)
    rows = [row for row in acts.acts_of(_model(case), without=()) if row.name not in ON_DEMAND]
    found = [row for row in rows if case.state in row.sources() and row.verb != "submit"]
    found.sort(key=lambda row: INSTEAD.index(row.name) + 1 if row.name in INSTEAD else 0)
    for row in found:
        posts = row.posts_for(case)
        if CLOCK_POST in posts and case.state != State.ON_NOTICE:
            continue
        if CLOCK_POST in posts or _open(row, case, now):
            return Waiting(row.label, _labels(posts))
    return _another_dispatch(application, case, now)


def _another_dispatch(application: Application, case: Any, now: datetime) -> Waiting | None:
    """A review or a re-assessment that is due waits for its dispatch, which is an act of the application."""
    row = acts.registry["assessment.dispatch"]
    due = case.state in (State.CONTESTED, State.DELIVERED) and application.state in row.sources()
    if not due or not _open(row, application, now):
        return None
    return Waiting(row.label, _labels(row.posts_for(application)))


def _labels(posts: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(Post(post).label) for post in posts if post in Post.values)


def _model(case: Any) -> str:
    return f"{case._meta.app_label}.{case._meta.object_name}"


def _open(row: acts.Act, case: Any, now: datetime) -> bool:
    """Whether the law leaves the act open; who asks makes no difference here."""
    try:
        if row.law is not None:
            row.law(acts.Context(row, case, CLOCK, CLOCK.seats[0], now))
    except Refusal:
        return False
    return True


# What the person reads: where the matter stands, and what comes next. `{day}` is the day of the limit named.
PLAIN: dict[str, tuple[str, str, str]] = {
    "draft": ("还没有提交", "提交之后经办机构才能受理。", ""),
    "submitted": ("已经提交，等待受理", "经办机构核对材料，符合条件的出具受理通知书。", ""),
    "supplementing": ("材料不全，请您补齐", "请在 {day} 前补齐下面写着“缺”的材料，逾期按未补正办结。", "supplement"),
    "accepted": ("已经受理，正在审核材料", "审核在 {day} 前完成，通过后安排上门评估。", "material_review"),
    "enquiring": ("经办机构正在核实情况", "工作人员可能联系您或上门走访，请配合。", ""),
    "approved": ("材料审核通过", "经办机构将安排评估机构上门评估。", ""),
    "refused": ("不予受理", "理由和条款写在不予受理通知书上。情况有变化的，可以重新申请。", ""),
    "withdrawn": ("已经撤回", "需要时可以重新申请。", ""),
    "lapsed": ("逾期没有补正，已经办结", "材料备齐后可以重新申请。", ""),
    "assigned": ("等待上门评估", "评估机构会联系您约定时间。评估时本人要在场，并有监护人或代理人陪同。", ""),
    "assigned_online": ("等待线上评估", "评估机构会与您约定视频的时间，评估时本人和监护人或代理人都要在场。", ""),
    "visited": ("已经上门评估", "评估专家正在提出结论。", ""),
    "in_committee": ("评定办公室正在评定", "评定办公室集体研究后提出结论。", ""),
    "proposed": ("专家正在确认结论", "至少两名专家同意后，结论才算确认。", ""),
    "confirmed": ("专家已经确认结论", "达到待遇条件的结论先公示，再出具结论书。", ""),
    "on_notice": ("结论正在公示", "公示到 {day} 24 时。对结论有异议的，请在公示期内提出。", "notice"),
    "cleared": ("公示结束", "接下来出具结论书。", ""),
    "contested": ("正在核实异议", "核实之后告诉您结果。", ""),
    "concluded": ("结论书已经出具", "结论书在 {day} 前送到您手中。", "conclusion_delivery"),
    "delivered": ("结论书已经送达", "结论和有效期写在结论书上。", ""),
    "superseded": ("已经复评", "以复评结论书为准。", ""),
    "cancelled": ("本次评估已经终止", "经办机构会告诉您怎样继续。", ""),
}


def plainly(case: Application | Assessment, limits: dict[str, date]) -> tuple[str, str]:
    """Where the matter stands and what comes next, for the person; `limits`: open limits by kind."""
    online = case.state == State.ASSIGNED and getattr(case, "means", "") == Assessment.Means.ONLINE
    now, then, kind = PLAIN["assigned_online" if online else case.state]
    day = limits.get(kind)
    if "{day}" in then:
        then = (
            then.format(day=chinese_day(day)) if day else then.replace("在 {day} 前", "").replace("到 {day} 24 时", "")
        )
    return now, then


def open_limits(matter: Any) -> dict[str, date]:
    """The days of the matter's open limits by kind."""
    return dict(Deadline.objects.of(matter).open().values_list("kind", "due_on"))
