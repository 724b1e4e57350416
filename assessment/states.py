"""States and transitions of an assessment; each row names its article."""

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

VISIT = "新疆第八条（一）1；乌鲁木齐第九条（二）；宁夏第十五条（一）；黑龙江第八条（一）；天津一（三）"
PROPOSAL = "新疆第八条（一）2；乌鲁木齐第九条（三）；宁夏第十五条（二）；黑龙江第八条（三）；天津一（三）"
COLLECTIVE = "新疆第八条（二）2；乌鲁木齐第九条（三）"
NOTICE = "新疆第八条（一）3、（二）3；乌鲁木齐第九条（四）；宁夏第十五条（三）；黑龙江第八条（四）"
DELIVERY = "新疆第八条（一）3；乌鲁木齐第九条（五）；宁夏第十五条（三）；黑龙江第八条（四）"


DISPUTE = "新疆第八条（一）5、（二）5；乌鲁木齐第十三条；宁夏第十五条（五）；黑龙江第八条（六）"
AGAIN = "新疆第八条（一）6、（二）6；乌鲁木齐第十四条；宁夏第十五条（六）；黑龙江第八条（七）"


class State(models.TextChoices):
    ASSIGNED = "assigned", "已派单"
    VISITED = "visited", "已现场评估"
    IN_COMMITTEE = "in_committee", "评定中"
    PROPOSED = "proposed", "已提出结论"
    CONFIRMED = "confirmed", "专家已确认"
    ON_NOTICE = "on_notice", "公示中"
    CLEARED = "cleared", "公示期满无异议"
    CONTESTED = "contested", "异议核实中"
    CONCLUDED = "concluded", "已出具结论书"
    DELIVERED = "delivered", "已送达"
    SUPERSEDED = "superseded", "已被复评取代"
    CANCELLED = "cancelled", "已终止"


BEFORE_CONCLUSION = (
    State.ASSIGNED,
    State.VISITED,
    State.IN_COMMITTEE,
    State.PROPOSED,
    State.CONFIRMED,
    State.ON_NOTICE,
    State.CLEARED,
)
# A result may come after the committee has judged without it; it is recorded until the conclusion is issued.
JUDGED = (State.IN_COMMITTEE, State.PROPOSED, State.CONFIRMED, State.ON_NOTICE, State.CLEARED)
OPEN = (*BEFORE_CONCLUSION, State.CONTESTED, State.CONCLUDED)
# Who must move the case on; a region's rules may name another (who issues, who delivers).
OWNERS: dict[str, str] = {
    State.ASSIGNED: "assessor",
    State.VISITED: "expert",
    State.IN_COMMITTEE: "committee_secretary",
    State.PROPOSED: "expert",
    State.CONFIRMED: "dispatcher",
    State.ON_NOTICE: "",
    State.CLEARED: "body_manager",
    State.CONTESTED: "reviewer",
    State.CONCLUDED: "intake_clerk",
    State.DELIVERED: "",
    State.SUPERSEDED: "",
    State.CANCELLED: "",
}


class AssessmentFlow(models.Model):
    state = FSMField("状态", max_length=16, choices=State, default=State.ASSIGNED, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(state, source=State.ASSIGNED, target=State.CANCELLED, custom={"article": VISIT})
    def decline(self) -> None:
        """评估机构退回派单"""

    @transition(state, source=State.ASSIGNED, target=None, custom={"article": "黑龙江第八条（二）"})
    def appoint_video(self) -> None:
        """预约线上评估"""

    @transition(state, source=State.ASSIGNED, target=State.VISITED, custom={"article": VISIT})
    def record_visit(self) -> None:
        """登记现场评估"""

    @transition(
        state,
        source=State.VISITED,
        target=State.IN_COMMITTEE,
        custom={"article": "新疆第八条（二）2；乌鲁木齐第九条（三）"},
    )
    def refer(self) -> None:
        """报送评定"""

    @transition(state, source=[State.VISITED, State.IN_COMMITTEE], target=State.PROPOSED, custom={"article": PROPOSAL})
    def propose(self) -> None:
        """提出结论"""

    @transition(state, source=State.IN_COMMITTEE, target=None, custom={"article": COLLECTIVE})
    def form_panel(self) -> None:
        """组成评定小组"""

    @transition(state, source=State.IN_COMMITTEE, target=None, custom={"article": COLLECTIVE})
    def vote(self) -> None:
        """评定表决"""

    @transition(state, source=State.IN_COMMITTEE, target=State.CONFIRMED, custom={"article": COLLECTIVE})
    def propose_by_panel(self) -> None:
        """按评定小组的集体意见提出结论"""

    @transition(
        state,
        source=State.PROPOSED,
        target=RETURN_VALUE(State.PROPOSED, State.CONFIRMED, State.IN_COMMITTEE),
        custom={"article": PROPOSAL},
    )
    def confirm(self, reached: str) -> str:
        """专家确认"""
        return reached

    @transition(
        state,
        source=State.PROPOSED,
        target=RETURN_VALUE(State.PROPOSED, State.VISITED, State.IN_COMMITTEE),
        custom={"article": PROPOSAL},
    )
    def disagree(self, reached: str) -> str:
        """专家不同意"""
        return reached

    @transition(state, source=State.CONFIRMED, target=State.ON_NOTICE, custom={"article": NOTICE})
    def publish(self) -> None:
        """公示"""

    @transition(
        state,
        source=[State.ON_NOTICE, State.CONTESTED],
        target=RETURN_VALUE(State.CLEARED, State.CONTESTED),
        custom={"article": NOTICE},
    )
    def close_notice(self, reached: str) -> str:
        """公示期满"""
        return reached

    @transition(state, source=[State.ON_NOTICE, State.CONTESTED], target=State.CONTESTED, custom={"article": DISPUTE})
    def report(self) -> None:
        """第三人实名反映"""

    @transition(
        state,
        source=State.CONTESTED,
        target=RETURN_VALUE(State.CONTESTED, State.ON_NOTICE, State.CLEARED),
        custom={"article": DISPUTE},
    )
    def settle_report(self, reached: str) -> str:
        """核实反映情况"""
        return reached

    @transition(
        state,
        source=[State.ON_NOTICE, State.DELIVERED],
        target=State.CONTESTED,
        custom={"article": DISPUTE},
    )
    def request_review(self) -> None:
        """申请复评"""

    @transition(state, source=State.DELIVERED, target=None, custom={"article": AGAIN})
    def order_reassessment(self) -> None:
        """组织重新评估"""

    @transition(state, source=list(BEFORE_CONCLUSION), target=None, custom={"article": "乌鲁木齐第二十二条"})
    def collect_fee(self) -> None:
        """收取评估费"""

    @transition(
        state,
        source=[State.CONCLUDED, State.DELIVERED, State.CONTESTED, State.SUPERSEDED, State.CANCELLED],
        target=None,
        custom={"article": "乌鲁木齐第二十二条"},
    )
    def refund_fee(self) -> None:
        """退还评估费"""

    @transition(state, source=State.DELIVERED, target=None, custom={"article": AGAIN})
    def request_reassessment(self) -> None:
        """申请重新评估"""

    @transition(state, source=State.DELIVERED, target=None, custom={"article": AGAIN})
    def record_refusal(self) -> None:
        """登记拒不配合重新评估"""

    @transition(
        state,
        source=[State.CONCLUDED, State.DELIVERED, State.CONTESTED],
        target=None,
        custom={"article": AGAIN},
    )
    def expire(self) -> None:
        """结论有效期届满"""

    @transition(
        state,
        source=State.IN_COMMITTEE,
        target=None,
        custom={"article": "乌鲁木齐第十二条"},
    )
    def order_examination(self) -> None:
        """委托检查诊断"""

    @transition(
        state,
        source=list(JUDGED),
        target=None,
        custom={"article": "乌鲁木齐第十二条"},
    )
    def record_examination(self) -> None:
        """登记检查诊断结果"""

    @transition(
        state,
        source=[State.CONTESTED, State.DELIVERED],
        target=State.SUPERSEDED,
        custom={"article": DISPUTE},
    )
    def supersede(self) -> None:
        """被新结论取代"""

    @transition(state, source=[State.CONFIRMED, State.CLEARED], target=State.CONCLUDED, custom={"article": DELIVERY})
    def conclude(self) -> None:
        """出具结论书"""

    @transition(state, source=State.CONCLUDED, target=State.DELIVERED, custom={"article": DELIVERY})
    def deliver(self) -> None:
        """送达"""

    @transition(
        state,
        source=[*BEFORE_CONCLUSION, State.CONTESTED],
        target=None,
        custom={"article": "新疆第八条（一）3、（二）3；乌鲁木齐第九条（三）"},
    )
    def extend(self) -> None:
        """延期"""

    @transition(state, source=[*BEFORE_CONCLUSION, State.CONTESTED], target=State.CANCELLED, custom={"article": VISIT})
    def cancel(self) -> None:
        """终止评估"""
