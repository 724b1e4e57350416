"""States and transitions of a designation and of an agreement; each row names its articles."""

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

FIRST_CHECK = "新疆、黑龙江第十一条（一）、第二十条（一）；宁夏第二十七条第2项、第三十一条第2项"
REVIEW = "新疆、黑龙江第十一条（二）、第二十条（二）；宁夏第二十七条第3项、第三十一条第3项"
NOTICE = "新疆、黑龙江第十一条（二）、第二十条（二）；宁夏第二十七条第4项、第三十一条第4项"
SIGNING = "新疆、黑龙江第十一条（三）、第二十条（三）；宁夏第二十七条第4项、第三十一条第4项"
ENDING = "新疆、黑龙江第三十七条；宁夏第五十二条；天津（一）"
RESTORING = "新疆、黑龙江第三十八条；宁夏第五十三条"


class State(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待初审"
    SUPPLEMENTING = "supplementing", "待补正"
    ACCEPTED = "accepted", "审核中"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    RECTIFYING = "rectifying", "整改中"
    ON_NOTICE = "on_notice", "公示中"
    NEGOTIATING = "negotiating", "协商中"
    AGREED = "agreed", "已签约"
    BARRED = "barred", "一年内不得再申请"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


BEFORE_DECISION = (State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED)
REVIEWED = (State.ACCEPTED, State.RECTIFYING)
OPEN = (*BEFORE_DECISION, State.PASSED, State.RECTIFYING, State.ON_NOTICE, State.NEGOTIATING)
# Who must move the case on; shown in work lists and used for reminders.
OWNERS: dict[str, str] = {
    State.DRAFT: "",
    State.SUBMITTED: "agreement_officer",
    State.SUPPLEMENTING: "",
    State.ACCEPTED: "agreement_officer",
    State.PASSED: "agreement_officer",
    State.FAILED: "",
    State.RECTIFYING: "agreement_officer",
    State.ON_NOTICE: "",
    State.NEGOTIATING: "agreement_officer",
    State.AGREED: "",
    State.BARRED: "",
    State.REFUSED: "",
    State.WITHDRAWN: "",
}


class DesignationFlow(models.Model):
    state = FSMField("状态", max_length=16, choices=State, default=State.DRAFT, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(state, source=State.DRAFT, target=State.SUBMITTED, custom={"article": FIRST_CHECK})
    def submit(self) -> None:
        """提出定点申请"""

    @transition(
        state,
        source=[State.SUBMITTED, State.ACCEPTED],
        target=State.SUPPLEMENTING,
        custom={"article": FIRST_CHECK},
    )
    def request_supplement(self) -> None:
        """一次性告知补正"""

    @transition(
        state,
        source=[State.SUPPLEMENTING, State.FAILED],
        target=RETURN_VALUE(State.SUBMITTED, State.ACCEPTED, State.FAILED),
        custom={"article": FIRST_CHECK},
    )
    def supplement(self, back_to: str) -> str:
        """补正材料：回到告知之前的状态"""
        return back_to

    @transition(state, source=State.SUBMITTED, target=State.ACCEPTED, custom={"article": FIRST_CHECK})
    def accept(self) -> None:
        """受理"""

    @transition(state, source=State.SUBMITTED, target=State.REFUSED, custom={"article": FIRST_CHECK})
    def refuse(self) -> None:
        """不予受理"""

    @transition(state, source=list(REVIEWED), target=None, custom={"article": REVIEW})
    def form_panel(self) -> None:
        """成立审核小组"""

    @transition(state, source=list(REVIEWED), target=None, custom={"article": REVIEW})
    def record_review(self) -> None:
        """书面查验、现场核查、评议"""

    @transition(
        state,
        source=list(REVIEWED),
        target=RETURN_VALUE(State.PASSED, State.FAILED, State.BARRED),
        custom={"article": REVIEW},
    )
    def decide(self, result: str) -> str:
        """确定审核结果"""
        return result

    @transition(state, source=State.FAILED, target=State.RECTIFYING, custom={"article": NOTICE})
    def rectify(self) -> None:
        """完成整改，申请再次审核"""

    @transition(state, source=State.PASSED, target=State.ON_NOTICE, custom={"article": NOTICE})
    def publish(self) -> None:
        """公示"""

    @transition(state, source=State.ON_NOTICE, target=None, custom={"article": NOTICE})
    def object(self) -> None:
        """公示期内提出异议"""

    @transition(
        state,
        source=State.ON_NOTICE,
        target=RETURN_VALUE(State.ON_NOTICE, State.NEGOTIATING, State.FAILED),
        custom={"article": NOTICE},
    )
    def settle_objection(self, reached: str) -> str:
        """核实异议"""
        return reached

    @transition(
        state,
        source=State.ON_NOTICE,
        target=RETURN_VALUE(State.ON_NOTICE, State.NEGOTIATING),
        custom={"article": NOTICE},
    )
    def close_notice(self, reached: str) -> str:
        """公示期满"""
        return reached

    @transition(state, source=State.NEGOTIATING, target=State.AGREED, custom={"article": SIGNING})
    def sign(self) -> None:
        """签订协议"""

    @transition(
        state,
        source=[*OPEN, State.FAILED],
        target=State.WITHDRAWN,
        custom={"article": FIRST_CHECK},
    )
    def withdraw(self) -> None:
        """撤回申请，或者逾期不补正视作放弃"""


class AgreementState(models.TextChoices):
    ACTIVE = "active", "履行中"
    SUSPENDED = "suspended", "中止"
    TERMINATED = "terminated", "解除"
    EXPIRED = "expired", "期满"


class AgreementFlow(models.Model):
    state = FSMField("状态", max_length=12, choices=AgreementState, default=AgreementState.ACTIVE, protected=True)

    class Meta:
        abstract = True

    @transition(state, source=AgreementState.ACTIVE, target=None, custom={"article": SIGNING})
    def renew(self) -> None:
        """续签"""

    @transition(state, source=AgreementState.ACTIVE, target=AgreementState.SUSPENDED, custom={"article": ENDING})
    def suspend(self) -> None:
        """中止协议"""

    @transition(state, source=AgreementState.SUSPENDED, target=AgreementState.ACTIVE, custom={"article": RESTORING})
    def resume(self) -> None:
        """恢复协议"""

    @transition(
        state,
        source=[AgreementState.ACTIVE, AgreementState.SUSPENDED],
        target=AgreementState.TERMINATED,
        custom={"article": ENDING},
    )
    def terminate(self) -> None:
        """解除协议"""

    @transition(
        state,
        source=[AgreementState.ACTIVE, AgreementState.SUSPENDED],
        target=AgreementState.EXPIRED,
        custom={"article": SIGNING},
    )
    def expire_agreement(self) -> None:
        """协议期满"""
