"""States and transitions of a benefit; each row names its article.

The state is that of today. It follows from the benefit's dated facts (`care.rules.periods`), so most acts may lead to
any of the four: what has become known decides, not the order in which it was entered.
"""

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

CHOICE = "新疆第十五条；宁夏第十八条；黑龙江第十五条"
PLAN = "新疆第十六条；宁夏第十九条；黑龙江第十六条"
SERVICE = "新疆第十七条；宁夏第二十、二十二条；黑龙江第十七条；天津（六）、（七）"
FAMILY = "天津（四）、（七）"
CHANGE = "宁夏第二十三条；天津（五）"
SUSPENSION = "新疆第三十四条；宁夏第二十四条；黑龙江第三十四条"
START = "新疆第八条（二）4、第十六条；宁夏第十六条；黑龙江第十六条"


class State(models.TextChoices):
    PENDING = "pending", "待生效"
    ACTIVE = "active", "享受中"
    SUSPENDED = "suspended", "暂停"
    ENDED = "ended", "终止"


EVERY = list(State)
LIVE = [State.PENDING, State.ACTIVE, State.SUSPENDED]
ANY = RETURN_VALUE(*State)
# Who must move the benefit on.
OWNERS: dict[str, str] = {
    State.PENDING: "dispatcher",
    State.ACTIVE: "provider_manager",
    State.SUSPENDED: "supervisor",
    State.ENDED: "",
}


class BenefitFlow(models.Model):
    state = FSMField("状态", max_length=10, choices=State, default=State.PENDING, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(state, source=EVERY, target=ANY, custom={"article": START})
    def turn(self, reached: str) -> str:
        """待遇状态到日变更"""
        return reached

    @transition(state, source=LIVE, target=None, custom={"article": CHOICE})
    def choose(self) -> None:
        """选择服务方式和机构"""

    @transition(state, source=LIVE, target=None, custom={"article": CHOICE})
    def dispatch(self) -> None:
        """派单"""

    @transition(state, source=LIVE, target=ANY, custom={"article": CHOICE})
    def accept_dispatch(self, reached: str) -> str:
        """接单"""
        return reached

    @transition(state, source=LIVE, target=None, custom={"article": CHOICE})
    def decline_dispatch(self) -> None:
        """退单"""

    @transition(state, source=LIVE, target=None, custom={"article": PLAN})
    def draft_plan(self) -> None:
        """形成护理服务计划"""

    @transition(state, source=LIVE, target=ANY, custom={"article": PLAN})
    def confirm_plan(self, reached: str) -> str:
        """确认护理服务计划"""
        return reached

    @transition(state, source=LIVE, target=None, custom={"article": "宁夏第二十一条"})
    def evaluate_plan(self) -> None:
        """评价计划执行情况"""

    @transition(state, source=LIVE, target=None, custom={"article": "宁夏第二十一条"})
    def revise_plan(self) -> None:
        """修订护理服务计划"""

    @transition(state, source=LIVE, target=None, custom={"article": "新疆第十六条；宁夏第二十条；黑龙江第十六条"})
    def record_consent(self) -> None:
        """登记目录外服务书面同意"""

    @transition(state, source=EVERY, target=None, custom={"article": SERVICE})
    def record_service(self) -> None:
        """登记服务"""

    @transition(state, source=EVERY, target=None, custom={"article": SERVICE})
    def correct_service(self) -> None:
        """更正服务记录"""

    @transition(state, source=[State.ACTIVE, State.SUSPENDED, State.ENDED], target=None, custom={"article": SERVICE})
    def rate_service(self) -> None:
        """评价服务"""

    @transition(state, source=LIVE, target=None, custom={"article": FAMILY})
    def enter_family_carer(self) -> None:
        """登记临时性亲情照护人员"""

    @transition(state, source=LIVE, target=None, custom={"article": FAMILY})
    def approve_family_carer(self) -> None:
        """审核通过亲情照护人员"""

    @transition(state, source=LIVE, target=None, custom={"article": FAMILY})
    def return_family_carer(self) -> None:
        """退回亲情照护人员登记"""

    @transition(state, source=LIVE, target=None, custom={"article": FAMILY})
    def complete_family_training(self) -> None:
        """实践培训期满，正式纳入亲情照护人员"""

    @transition(state, source=EVERY, target=None, custom={"article": FAMILY})
    def end_family_carer(self) -> None:
        """终止亲情照护"""

    @transition(state, source=EVERY, target=ANY, custom={"article": CHANGE})
    def admit(self, reached: str) -> str:
        """登记住院"""
        return reached

    @transition(state, source=EVERY, target=ANY, custom={"article": CHANGE})
    def discharge(self, reached: str) -> str:
        """登记出院"""
        return reached

    @transition(state, source=EVERY, target=ANY, custom={"article": CHANGE})
    def record_death(self, reached: str) -> str:
        """登记死亡"""
        return reached

    @transition(state, source=LIVE, target=ANY, custom={"article": CHANGE})
    def change_mode(self, reached: str) -> str:
        """变更服务方式"""
        return reached

    @transition(state, source=LIVE, target=ANY, custom={"article": CHANGE})
    def change_provider(self, reached: str) -> str:
        """变更服务机构"""
        return reached

    @transition(state, source=LIVE, target=ANY, custom={"article": SUSPENSION})
    def suspend(self, reached: str) -> str:
        """暂停待遇"""
        return reached

    @transition(state, source=LIVE, target=ANY, custom={"article": SUSPENSION})
    def resume(self, reached: str) -> str:
        """恢复待遇"""
        return reached

    @transition(state, source=LIVE, target=ANY, custom={"article": CHANGE})
    def end(self, reached: str) -> str:
        """终止待遇"""
        return reached
