"""The gallery: every component with made-up content, so that a change of look is seen at once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import access
from accounts.posts import Post
from documents.workbooks import Fault
from policy import scales
from policy.score_tables import score_tables
from workflow.refusal import Refusal

TODAY = date(2026, 3, 4)
SAMPLE_STATES = (
    ("submitted", "待受理"),
    ("accepted", "已受理"),
    ("supplementing", "待补正"),
    ("approved", "审核通过"),
    ("refused", "不予受理"),
    ("withdrawn", "已撤回"),
)


class SampleForm(forms.Form):
    """One field of every kind that a page uses."""

    name = forms.CharField(label="姓名", max_length=40, help_text="与身份证一致")
    id_number = forms.CharField(label="身份证号", max_length=18)
    born = forms.DateField(label="出生日期", widget=forms.DateInput(attrs={"type": "date"}))
    insured_type = forms.ChoiceField(
        label="参保类型", choices=[("", "请选择"), ("employee", "职工"), ("resident", "居民")]
    )
    sex = forms.ChoiceField(label="性别", choices=[("female", "女"), ("male", "男")], widget=forms.RadioSelect)
    materials = forms.MultipleChoiceField(
        label="已带材料",
        choices=[("id_document", "身份证"), ("cause_evidence", "病历或诊断证明")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    undertaking = forms.BooleanField(label="申请人已签承诺书", help_text="未签不能提交")


class SampleSearch(forms.Form):
    """What a filter bar holds."""

    words = forms.CharField(label="姓名或编号", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("submitted", "待受理")], required=False)


@dataclass(frozen=True)
class SampleEntry:
    """A line of the story as a page's presenter hands it over."""

    at: datetime
    act_label: str
    old_label: str
    new_label: str
    actor_name: str
    post_label: str
    organisation_name: str
    reason: str = ""
    citation: str = ""


@dataclass(frozen=True)
class SampleAct:
    """A next act, open or closed with its reason."""

    label: str
    url: str = "#"
    main: bool = False
    danger: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True)
class SamplePaper:
    """A paper of the checklist."""

    label: str
    brought: bool = False
    required: bool = True
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class SampleRow:
    """A row of a work list."""

    number: str
    name: str
    state: str
    label: str
    due: date
    amount: str


@access(Post.SUPERVISOR)
def components(request: HttpRequest) -> HttpResponse:
    """Show the gallery to those who decide how pages look."""
    return render(request, "gallery.html", gallery())


def gallery() -> dict[str, Any]:
    """Everything that the gallery shows; nothing in it is a real person or matter."""
    scale = scales.current(TODAY)
    return {
        "today": TODAY,
        "rows": sample_rows(),
        "faults": [Fault(3, "出生日期", "应为日期，如 2026-03-02。")],
        "entries": sample_story(),
        "acts": sample_acts(),
        "papers": sample_papers(),
        "letters": [{"label": "受理通知书", "number": "沙区长护受〔2026〕12号", "issued_on": TODAY, "url": "#"}],
        "form": SampleForm({"name": "", "id_number": "123", "sex": "female"}),
        "search": SampleSearch(),
        "states": SAMPLE_STATES,
        "refusal": Refusal(
            "too_early", "失能不足 6 个月，2026 年 5 月 10 日以后才能申请。", "经办规程（征求意见稿）第七条"
        ),
        "scale": scale,
        "tables": score_tables(scale),
        "days": {"start": date(2026, 3, 2), "soon": date(2026, 3, 9), "past": date(2026, 3, 2)},
    }


def sample_rows() -> list[SampleRow]:
    """Three matters: one late, one due today, one with time left."""
    return [
        SampleRow("6501022026000012", "张桂兰", "submitted", "待受理", date(2026, 3, 2), "1,234.50"),
        SampleRow("6501022026000013", "阿依古丽·买买提", "supplementing", "待补正", TODAY, "980.00"),
        SampleRow("6501022026000014", "王建国", "accepted", "已受理", date(2026, 3, 9), "0.00"),
    ]


def sample_story() -> list[SampleEntry]:
    """Two acts, the newest first."""
    office = "沙依巴克区医疗保障经办中心"
    rule = "经办规程（征求意见稿）第六条"
    return [
        SampleEntry(datetime(2026, 3, 3, 15, 20), "受理", "待受理", "已受理", "李敏", "受理岗", office, "", rule),
        SampleEntry(
            datetime(2026, 3, 2, 9, 5),
            "提交申请",
            "",
            "待受理",
            "张伟",
            "受理岗",
            office,
            "本人行动不便，由女儿代办。",
            rule,
        ),
    ]


def sample_acts() -> list[SampleAct]:
    """Three open acts, one of them an ending, and a closed one."""
    closed = Refusal("wrong_state", "材料审核通过后才能派单。", "经办规程（征求意见稿）第九条")
    return [
        SampleAct("审核通过", main=True),
        SampleAct("要求补正"),
        SampleAct("不予受理", danger=True),
        SampleAct("派单评估", refusal=closed),
    ]


def sample_papers() -> list[SamplePaper]:
    """A paper that is there, one that is missing, one that may be brought."""
    return [
        SamplePaper("失能等级评估申请表", brought=True, note="2026年3月2日收，原件 1 份", url="#"),
        SamplePaper("病历或诊断证明", note="须加盖医疗机构公章"),
        SamplePaper("异地居住备案", required=False),
    ]
