"""States and transitions of an application; each row names its act and article."""

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

REVIEW = "新疆第七条；乌鲁木齐第九条（一）；宁夏第十四条；黑龙江第七条"
RECEIVE = "新疆第六、七条；乌鲁木齐第七、八条；宁夏第十二、十三条；黑龙江第六、七条"


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    SUPPLEMENTING = "supplementing", "待补正"
    ACCEPTED = "accepted", "已受理"
    ENQUIRING = "enquiring", "调查走访"
    APPROVED = "approved", "审核通过"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期未补正"


OPEN = (State.DRAFT, State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED, State.ENQUIRING)
# Who must move the case on; shown in work lists and used for reminders.
OWNERS: dict[str, str] = {
    State.DRAFT: "applicant",
    State.SUBMITTED: "intake_clerk",
    State.SUPPLEMENTING: "applicant",
    State.ACCEPTED: "reviewer",
    State.ENQUIRING: "reviewer",
    State.APPROVED: "dispatcher",
    State.REFUSED: "",
    State.WITHDRAWN: "",
    State.LAPSED: "",
}


class ApplicationFlow(models.Model):
    state = FSMField("状态", max_length=16, choices=State, default=State.DRAFT, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(state, source=State.DRAFT, target=State.SUBMITTED, custom={"article": RECEIVE})
    def submit(self) -> None:
        """提出申请"""

    @transition(
        state,
        source=[State.SUBMITTED, State.ACCEPTED],
        target=State.SUPPLEMENTING,
        custom={"article": "新疆第六条；宁夏第十二条；黑龙江第六条（材料不全）"},
    )
    def request_supplement(self) -> None:
        """一次性告知补正"""

    @transition(
        state,
        source=State.SUPPLEMENTING,
        target=RETURN_VALUE(State.SUBMITTED, State.ACCEPTED),
        custom={"article": RECEIVE},
    )
    def supplement(self, back_to: str) -> str:
        """补正材料：回到告知之前的状态"""
        return back_to

    @transition(state, source=State.SUPPLEMENTING, target=State.LAPSED, custom={"article": RECEIVE})
    def lapse(self) -> None:
        """逾期未补正"""

    @transition(state, source=State.SUBMITTED, target=State.ACCEPTED, custom={"article": RECEIVE})
    def accept(self) -> None:
        """受理"""

    @transition(
        state,
        source=[State.SUBMITTED, State.ACCEPTED],
        target=State.REFUSED,
        custom={"article": "新疆第六条；乌鲁木齐第十一条；宁夏第十二条；黑龙江第六条；天津一（三）"},
    )
    def refuse(self) -> None:
        """不予受理"""

    @transition(state, source=State.ACCEPTED, target=State.ENQUIRING, custom={"article": REVIEW})
    def open_enquiry(self) -> None:
        """开展调查走访"""

    @transition(state, source=State.ENQUIRING, target=State.ACCEPTED, custom={"article": REVIEW})
    def close_enquiry(self) -> None:
        """调查走访结束"""

    @transition(state, source=State.ACCEPTED, target=State.APPROVED, custom={"article": REVIEW})
    def approve(self) -> None:
        """审核通过"""

    @transition(
        state,
        source=[State.DRAFT, State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED, State.ENQUIRING],
        target=State.WITHDRAWN,
        custom={"article": RECEIVE},
    )
    def withdraw(self) -> None:
        """撤回申请"""
