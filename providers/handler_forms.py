"""Forms of the handlers' chapter: the tender with its bids, the contract, the evaluation of a year. T1–T3."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Organisation
from accounts.posts import Kind
from policy import rule
from policy.words import word
from providers.models import HandlerContract, Tender
from providers.rules.handler_fee import Year

MOST_BIDS = 8
MOST_INDICATORS = 10
HUNDRED = 100


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _text(label: str, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class TenderForm(forms.ModelForm):
    class Meta:
        model = Tender
        fields = ("title", "number", "method", "published_on", "decided_on", "grounds")

    published_on, decided_on = _day("公告日期"), _day("确定日期")
    grounds = _text("选定理由", 3, max_length=2000)


class BidForm(forms.Form):
    """One bidder; a row without one is left out."""

    bidder = forms.ModelChoiceField(label="投标机构", queryset=Organisation.objects.none(), required=False)
    quote = forms.CharField(label="服务费报价", max_length=120, required=False)
    won = forms.BooleanField(label="中选", required=False)

    def __init__(self, *args: Any, agency: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = rule("providers.handler.selection", area=agency.area_id, on=on)
        fields: Any = self.fields
        fields["bidder"].queryset = Organisation.objects.filter(kind=Kind.HANDLER).order_by("name")
        fields["bidder"].empty_label = "（不填）"
        self.criteria = [(f"mark_{code}", code) for code in line.value]
        for name, code in self.criteria:
            fields[name] = forms.DecimalField(
                label=f"{word('handler_selection', code)}（0–100 分）",
                min_value=0, max_value=HUNDRED, decimal_places=1, max_digits=4, required=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("bidder") is None:
            return data
        if not data.get("quote"):
            self.add_error("quote", "请填写报价。")
        for name, _ in self.criteria:
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, "请填写评分。")
        return data

    def bid(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data.get("bidder") is None:
            return None
        marks = {code: str(data[name]) for name, code in self.criteria}
        return {"bidder": data["bidder"], "quote": data["quote"], "won": data["won"], "marks": marks}


BidFormSet = forms.formset_factory(BidForm, extra=MOST_BIDS, max_num=MOST_BIDS, absolute_max=MOST_BIDS)


class ContractForm(forms.ModelForm):
    """Which tasks the contract lists; indicators are written one per line: 名称 权重."""

    class Meta:
        model = HandlerContract
        fields = (
            "number", "starts_on", "ends_on", "tasks", "duties", "basis", "ratio", "ratio_of", "amount", "indicators",
            "pass_mark", "reason",
        )  # fmt: skip

    starts_on, ends_on = _day("起始日期"), _day("终止日期")
    tasks = forms.MultipleChoiceField(
        label="协助业务", widget=forms.CheckboxSelectMultiple,
        help_text="其工作人员在系统中只能办理这里选中的业务；受理决定、复核和拨付不能委托。",
    )  # fmt: skip
    duties = _text("责任", 3, max_length=2000)
    indicators = _text("考核指标", 5, help_text="每行一项：名称 权重，例如“受理及时率 40”；权重合计 100。")
    pass_mark = forms.IntegerField(label="合格分", min_value=1, max_value=HUNDRED)
    reason = _text("说明（考核不合格后续签的必填）", 2, max_length=300, required=False)

    def __init__(self, *args: Any, agency: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = rule("providers.handler.tasks", area=agency.area_id, on=on)
        tasks: Any = self.fields["tasks"]
        tasks.choices = [(code, word("handler_tasks", code)) for code in line.value]

    def clean_indicators(self) -> list[dict[str, Any]]:
        rows = [line.split() for line in self.cleaned_data["indicators"].splitlines() if line.strip()]
        if len(rows) > MOST_INDICATORS:
            raise forms.ValidationError(f"考核指标不超过 {MOST_INDICATORS} 项。")
        for number, row in enumerate(rows, 1):
            if len(row) != 2 or not (row[1].isascii() and row[1].isdigit()) or not 0 < int(row[1]) <= HUNDRED:
                raise forms.ValidationError(f"第 {number} 行应为“名称 权重”，权重为 1 至 100 的整数。")
        return [{"name": name[:40], "weight": int(weight)} for name, weight in rows]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        wanted = "ratio" if data.get("basis") == HandlerContract.Basis.RATIO else "amount"
        if data.get("basis") and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, "请填写。")
        if wanted == "ratio" and data.get("basis") and not data.get("ratio_of"):
            self.add_error("ratio_of", "请写明比例按什么计算，例如“当年筹资总额”。")
        data["amount" if wanted == "ratio" else "ratio"] = None
        return data

    def _post_clean(self) -> None:
        """The instance is made by the act; constraints that need it whole are asked there."""

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EvaluationForm(forms.Form):
    year = forms.TypedChoiceField(label="合同年度", coerce=int)
    base = forms.DecimalField(label="计费基数（元）", min_value=0, max_digits=16, decimal_places=2, required=False)
    deducted = forms.DecimalField(
        label="扣减年度绩效考核金（元）", min_value=0, max_digits=16, decimal_places=2, initial=0
    )
    remarks = _text("考核意见", 3, max_length=500)

    def __init__(self, *args: Any, contract: HandlerContract, years: list[Year], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year"].choices = [
            (row.number, f"第 {row.number} 年（{row.since:%Y-%m-%d} 至 {row.until:%Y-%m-%d}）") for row in years
        ]
        if contract.ratio is None:
            del fields["base"]
        else:
            fields["base"].help_text = f"{contract.ratio_of}，按 {contract.ratio.normalize():f}% 计。"
        if not contract.holdback:
            del fields["deducted"]
        self.indicators = [(f"mark_{n}", row) for n, row in enumerate(contract.indicators)]
        for name, row in self.indicators:
            fields[name] = forms.DecimalField(
                label=f"{row['name']}（权重 {row['weight']}）", min_value=0, max_value=HUNDRED, decimal_places=1,
                max_digits=4,
            )  # fmt: skip

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "year": data["year"],
            "base": data.get("base"),
            "deducted": data.get("deducted") or Decimal(0),
            "remarks": data["remarks"],
            "marks": [data[name] for name, _ in self.indicators],
        }


class DecisionForm(forms.Form):
    reason = _text("理由", 2, max_length=300, required=False)
