"""Forms of the acts of a claim batch, and of the pages around them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Count

from policy import rule
from settlement.acts.return_batch import REVIEWER, SENDER
from settlement.models import ClaimBatch, ClaimLine, Decision, Finding, SettledLine
from settlement.queries import label_of
from settlement.states import State
from workflow.forms import ActForm, EndingForm, OptionalReasonForm, ReasonForm

FEN = 100
MOST_ROWS = 5000
SPAN = re.compile(r"^(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?$")
YES = {"required": "必须确认后才能提交。"}


class RowsInput(forms.TextInput):
    """One text, or many boxes of the same name ticked."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return ",".join(value for value in given if value)


class RowsField(forms.CharField):
    """Rows of the batch's file: 3, 5, 8-12."""

    widget = RowsInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20_000, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        rows: set[int] = set()
        for part in filter(None, re.split(r"[,，、\s]+", text.strip())):
            span = SPAN.match(part)
            if span is None:
                raise forms.ValidationError("请填写行号，如 3、5、8-12。")
            first, last = int(span[1]), int(span[2] or span[1])
            if last < first or last - first > MOST_ROWS:
                raise forms.ValidationError(f"行号范围有误，一次最多 {MOST_ROWS} 行。")
            rows.update(range(first, last + 1))
        if len(rows) > MOST_ROWS:
            raise forms.ValidationError(f"一次最多 {MOST_ROWS} 行。")
        return sorted(rows)


def line_ids(batch: ClaimBatch, rows: Iterable[int]) -> list[int]:
    found = ClaimLine.objects.of(batch).filter(row__in=list(rows))
    return list(found.values_list("pk", flat=True))


def rules_found(batch: ClaimBatch, *kinds: str) -> list[tuple[str, str]]:
    """Rules that found something at lines of the batch, with how many."""
    rows = Finding.objects.filter(batch=batch, kind__in=kinds).values("rule").annotate(n=Count("pk")).order_by("rule")
    return [(row["rule"], f"{label_of(row['rule'])}（{row['n']} 笔）") for row in rows]


class DecideForm(ActForm):
    versioned = False
    rule = forms.ChoiceField(label="按规则成批办理", required=False, help_text="选规则，或者在下面填行号。")
    lines = RowsField(label="行号", required=False)
    verdict = forms.ChoiceField(label="决定", choices=Decision.Verdict, widget=forms.RadioSelect)
    allowed = forms.DecimalField(
        label="每笔核定金额（元）",
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text="只在核减时填写。",
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def prepare(self) -> None:
        field: Any = self.fields["rule"]
        field.choices = [("", "不按规则，按行号"), *rules_found(self.case, *Finding.Kind.values)]

    def inputs(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        allowed = said.pop("allowed")
        rows = [] if said["rule"] else said["lines"]
        return said | {
            "lines": line_ids(self.case, rows),
            "allowed_fen": int(allowed * FEN) if allowed is not None else None,
        }


class AnswerForm(ActForm):
    versioned = False
    rule = forms.ChoiceField(label="按规则一并说明", required=False, help_text="选规则，或者在下面填行号。")
    lines = RowsField(label="行号", required=False)
    answer = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)

    def prepare(self) -> None:
        field: Any = self.fields["rule"]
        field.choices = [("", "不按规则，按行号"), *rules_found(self.case, Finding.Kind.QUERY)]

    def inputs(self) -> dict[str, Any]:
        said = self.cleaned_data
        held = Finding.objects.filter(batch=self.case, line_id__in=line_ids(self.case, said["lines"]))
        keys = [] if said["rule"] else list(held.values_list("pk", flat=True))
        return {"answer": said["answer"], "rule": said["rule"], "findings": keys}


class FirstReviewForm(ActForm):
    proposal = forms.CharField(
        label="结算建议", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
    sampled = forms.BooleanField(label="已抽查系统抽取的明细", required=False)

    def prepare(self) -> None:
        share = rule("settlement.sample_share", area=self.case.area_code, on=self.case.policy_on).value
        self.fields["sampled"].help_text = f"按随机种子抽取，不少于 {share}%。"


class ReturnForm(EndingForm):
    to = forms.ChoiceField(
        label="退回给",
        choices=((SENDER, "申报机构，更正后重新申报"), (REVIEWER, "初审，重新审核")),
        widget=forms.RadioSelect,
    )

    field_order = ("to", "reason")

    def prepare(self) -> None:
        field: Any = self.fields["to"]
        if self.case.kind == ClaimBatch.Kind.HANDLING:
            field.choices = [(SENDER, "协议管理岗，更正后重新开立"), *field.choices[1:]]
        if self.case.state == State.SCREENED:
            field.choices = field.choices[:1]
            field.initial = SENDER


class RecoverForm(EndingForm):
    lines = RowsField(label="行号", help_text="要追回的明细在申报文件中的行号，如 3、5、8-12。")
    field_order = ("lines", "reason")

    def inputs(self) -> dict[str, Any]:
        held = SettledLine.objects.of(self.case).filter(pk__in=line_ids(self.case, self.cleaned_data["lines"]))
        return {"reason": self.cleaned_data["reason"], "lines": list(held.values_list("pk", flat=True))}


class ReverseForm(ReasonForm):
    ends = True


FORMS: dict[str, type[ActForm]] = {
    "settlement.decide": DecideForm,
    "settlement.answer": AnswerForm,
    "settlement.first_review": FirstReviewForm,
    "settlement.recheck": OptionalReasonForm,
    "settlement.return_batch": ReturnForm,
    "settlement.recover": RecoverForm,
    "settlement.reverse": ReverseForm,
}
# Done by sending a file, not by a form.
BY_FILE = frozenset({"settlement.upload"})
# Done at the desk from the page of the contract, where the figures of its years stand; no program has them to send,
# so the interface has no address for these.
FROM_CONTRACT = frozenset({"settlement.open_fee", "settlement.release_holdback"})
ELSEWHERE = BY_FILE | FROM_CONTRACT


class MonthField(forms.DateField):
    """A month as browsers send it: 2026-03."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], widget=widget, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.replace(day=1) if found else found


DECLARATIONS = {
    ClaimBatch.Kind.CARE: "我声明：所申报的服务真实发生，清单、明细和人员信息真实、准确、完整，并对其真实性负责。",
    ClaimBatch.Kind.ASSESSMENT: "我声明：所申报的评估真实实施，评估费用清单真实、准确、完整，并对其真实性负责。",
}


class UploadForm(forms.Form):
    month = MonthField(label="费用月份")
    file = forms.FileField(label="申报文件", help_text="本系统生成的表格（xlsx），或者列名相同的 CSV 文件。")
    declared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, kind: str = ClaimBatch.Kind.CARE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["declared"].label = DECLARATIONS[ClaimBatch.Kind(kind)]


class TemplateForm(forms.Form):
    month = MonthField(label="费用月份")


class BatchFilter(forms.Form):
    month = MonthField(label="费用月份", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])
    provider = forms.CharField(label="机构名称", required=False, max_length=60)

    def narrowed(self, rows: Any) -> Any:
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("month"):
            rows = rows.filter(month=said["month"])
        if said.get("state"):
            rows = rows.filter(state=said["state"])
        return rows.filter(provider__name__contains=said["provider"]) if said.get("provider") else rows


class MonthFilter(forms.Form):
    month = MonthField(label="费用月份")


class FeeForm(forms.Form):
    """What falls due of a handler's fee: the year, the base of a ratio, the whole or one instalment."""

    year = forms.TypedChoiceField(label="合同年度", coerce=int)
    base = forms.DecimalField(label="计费基数（元）", max_digits=16, decimal_places=2, min_value=0)
    amount = forms.DecimalField(
        label="本次金额（元）",
        required=False,
        max_digits=13,
        decimal_places=2,
        min_value=0,
        help_text="合同约定分次支付的填写；不填即为本年度还没有开立的全部。预留部分在拨付时扣下，这里不用减。",
    )
    reason = forms.CharField(
        label="说明（分次支付的写明合同条款）",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, contract: Any, years: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year"].choices = [
            (one.year.number, f"第 {one.year.number} 年（{one.year.since:%Y-%m-%d} 至 {one.year.until:%Y-%m-%d}）")
            for one in years
        ]
        # The first year of which nothing has been opened yet is what is usually meant.
        fields["year"].initial = next((one.year.number for one in years if not one.running), None)
        if contract.ratio is None:
            del fields["base"]
        else:
            fields["base"].help_text = f"{contract.ratio_of}，按 {contract.ratio.normalize():f}% 计。"

    def inputs(self) -> dict[str, Any]:
        said = self.cleaned_data
        amount = said["amount"]
        return {
            "year": said["year"],
            "base": said.get("base"),
            "amount_fen": int(amount * FEN) if amount is not None else None,
            "reason": said["reason"],
        }


class PayeeForm(forms.Form):
    organisation = forms.IntegerField(label="机构", min_value=1)
    holder = forms.CharField(label="户名", max_length=120)
    bank = forms.CharField(label="开户银行", max_length=120)
    account = forms.CharField(label="账号", max_length=40)


class CallbackForm(forms.Form):
    file = forms.FileField(
        label="银行回盘文件", help_text="CSV：拨付单号、金额、结果（成功或失败）、流水号、日期、原因。"
    )


class TransferForm(forms.Form):
    into = forms.ChoiceField(label="转入", choices=(("expenditure", "支出户"), ("fiscal", "财政专户")))
    amount = forms.DecimalField(label="金额（元）", min_value=0, max_digits=13, decimal_places=2)
    text = forms.CharField(label="摘要", max_length=120)


class CloseForm(forms.Form):
    month = MonthField(label="结账月份")
