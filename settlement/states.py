"""States and transitions of a claim batch; each row names its article."""

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

CLAIM = "新疆第二十八条（一）；宁夏第四十一条（一）；黑龙江第二十八条（一）；天津通知（七）"
SCREEN = "新疆第三十一条；宁夏第四十四条；黑龙江第三十一条；天津通知（八）"
FIRST = "新疆第二十八条（二）；宁夏第四十一条（二）；黑龙江第二十八条（二）；天津通知（八）"
SECOND = "新疆第二十八条（三）；宁夏第四十一条（三）；黑龙江第二十八条（三）"
PAY = "新疆第二十八条（四）；宁夏第四十一条（四）；黑龙江第二十八条（四）；天津通知（九）"
FEE = "新疆第五十五条；宁夏第六十七条；黑龙江第五十五条"
HELD = "新疆第五十七条；宁夏第六十九条；黑龙江第五十七条；天津通知（十一）"
RECOVER = "新疆第三十六条；宁夏第四十七条；黑龙江第三十六条"


class State(models.TextChoices):
    UPLOADED = "uploaded", "已申报"
    SCREENED = "screened", "智能审核完成"
    FIRST_REVIEWED = "first_reviewed", "已初审"
    RECHECKED = "rechecked", "已复核"
    PAID = "paid", "已拨付"
    RETURNED = "returned", "已退回"
    VOID = "void", "已作废"


# One of these for a month and a provider at a time.
OPEN = (State.UPLOADED, State.SCREENED, State.FIRST_REVIEWED, State.RECHECKED)
# Their lines count: for duplicates, overlaps, limits.
LIVE = (*OPEN, State.PAID)
OWNERS: dict[str, str] = {
    State.UPLOADED: "",
    State.SCREENED: "first_reviewer",
    State.FIRST_REVIEWED: "rechecker",
    State.RECHECKED: "payer",
    State.PAID: "",
    State.RETURNED: "provider_manager",
    State.VOID: "",
}


class BatchFlow(models.Model):
    state = FSMField("状态", max_length=16, choices=State, default=State.UPLOADED, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(state, source=State.UPLOADED, target=State.UPLOADED, custom={"article": CLAIM})
    def upload(self) -> None:
        """申报费用"""

    @transition(state, source=State.UPLOADED, target=State.UPLOADED, custom={"article": FEE})
    def open_fee(self) -> None:
        """开立经办服务费"""

    @transition(state, source=State.UPLOADED, target=State.UPLOADED, custom={"article": HELD})
    def release_holdback(self) -> None:
        """结算预留的年度绩效考核金"""

    @transition(state, source=State.RETURNED, target=State.VOID, custom={"article": CLAIM})
    def replace(self) -> None:
        """重新申报后作废"""

    @transition(state, source=[State.UPLOADED, State.SCREENED], target=State.SCREENED, custom={"article": SCREEN})
    def screen(self) -> None:
        """智能审核"""

    @transition(state, source=State.SCREENED, target=State.SCREENED, custom={"article": FIRST})
    def decide(self) -> None:
        """逐笔审核"""

    @transition(state, source=State.SCREENED, target=State.SCREENED, custom={"article": FIRST})
    def answer(self) -> None:
        """答复疑点"""

    @transition(state, source=State.SCREENED, target=State.FIRST_REVIEWED, custom={"article": FIRST})
    def first_review(self) -> None:
        """费用初审"""

    @transition(state, source=State.FIRST_REVIEWED, target=State.RECHECKED, custom={"article": SECOND})
    def recheck(self) -> None:
        """费用复核"""

    @transition(
        state,
        source=[State.SCREENED, State.FIRST_REVIEWED, State.RECHECKED],
        target=RETURN_VALUE(State.RETURNED, State.SCREENED),
        custom={"article": SECOND},
    )
    def return_batch(self, to: str) -> str:
        """退回：给申报机构，或者给初审"""
        return to

    @transition(state, source=State.RECHECKED, target=State.PAID, custom={"article": PAY})
    def pay(self) -> None:
        """费用拨付"""

    @transition(state, source=State.PAID, target=State.PAID, custom={"article": RECOVER})
    def recover(self) -> None:
        """追回"""

    @transition(state, source=State.PAID, target=State.RECHECKED, custom={"article": PAY})
    def reverse(self) -> None:
        """冲销未到账的拨付"""


# Entries of the journal that are no acts of a batch.
OTHER_LABELS = {
    "settlement.enter_payee": "登记收款账户",
    "settlement.confirm_payee": "确认收款账户",
    "settlement.take_payment_file": "下载付款文件",
    "settlement.take_bank_answer": "登记银行回盘",
    "settlement.transfer": "资金划转",
    "settlement.close_month": "结账",
    "settlement.export_lines": "导出明细",
}
