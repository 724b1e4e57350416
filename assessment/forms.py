"""Forms of the acts of an assessment."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django import forms
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.posts import Post
from applications.models import Application
from assessment import panels, queries
from assessment.acts.reassessing import CAUSES
from assessment.acts.record_visit import EVIDENCE
from assessment.models import Assessment, Examination, Fee, FeeEntry
from assessment.papers import evidence_files, online_papers
from policy import rule, scales
from policy.score_tables import score_tables
from policy.words import word
from providers.queries import agreements, designated
from workflow.forms import ActForm, EndingForm, NothingForm, ReasonForm

YES = {"required": "必须确认后才能提交。"}


class BodyField(forms.ModelChoiceField):
    """Bodies with what is known of each: its agreement, and who of its people must stay away."""

    # Read when the choices are shown: what was sent is checked without them.
    notes: Callable[[], Mapping[int, str]] = dict

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{self.notes().get(obj.pk, '')}）"


class DispatchForm(ActForm):
    body = BodyField(
        label="定点评估机构",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="只列出今日有履行中协议的定点评估机构。",
    )
    route = forms.ChoiceField(label="评估路径", widget=forms.RadioSelect)
    means = forms.ChoiceField(label="评估方式", widget=forms.RadioSelect)

    def prepare(self) -> None:
        case: Application = self.case
        body: Any = self.fields["body"]
        today = timezone.localdate(self.now)
        body.queryset = designated(case.agency_id, "body", today)
        body.notes = cache(lambda: self._notes(case, today))
        self._offer("route", "assessment.routes", Assessment.Route)
        self._offer("means", "assessment.means", Assessment.Means)

    def _notes(self, case: Application, today: date) -> dict[int, str]:
        held = agreements(case.agency_id, "body", today)
        away = queries.must_stay_away(case.person_id, [row.organisation_id for row in held], today)
        return {
            row.organisation_id: f"协议 {row.number}，至 {row.ends_on:%Y年%-m月%-d日}"
            + (f"；{away[row.organisation_id]} 人须回避" if row.organisation_id in away else "")
            for row in held
        }

    def _offer(self, name: str, key: str, labels: Any) -> None:
        """The region's choices; where there is only one there is nothing to ask."""
        line = rule(key, area=self.case.area_code, on=self.case.policy_on)
        field: Any = self.fields[name]
        field.choices = [(value, str(labels(value).label)) for value in line.value]
        field.initial = line.value[0]
        if len(line.value) == 1:
            field.widget = forms.HiddenInput()


class PeopleField(forms.ModelMultipleChoiceField):
    """People are offered by their names, not by their sign-in names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class VideoAppointmentForm(ActForm):
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label="时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text="北京时间。"
    )
    channel = forms.CharField(
        label="视频方式", max_length=200, help_text="写明平台和会议号。会印在通知书上，入会密码请另行告知。"
    )
    assessors = PeopleField(label="参加的评估人员", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)
    guardian_name = forms.CharField(label="陪同的监护人或委托代理人", max_length=60)

    def prepare(self) -> None:
        case: Assessment = self.case
        held = queries.serving(case.body_id, (Post.ASSESSOR, Post.EXPERT), timezone.localdate(self.now))
        field: Any = self.fields["assessors"]
        field.queryset = User.objects.filter(pk__in=held.values("user_id")).order_by("name")
        self.fields["guardian_name"].initial = case.application.applicant_name
        last = case.appointments.last()
        if last is not None:
            field.initial = [user.pk for user in last.assessors.all()]
            self.fields["channel"].initial, self.fields["guardian_name"].initial = last.channel, last.guardian_name

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        at = timezone.make_aware(datetime.combine(data.pop("day"), data.pop("time")))
        return {**data, "at": at, "assessors": list(data["assessors"])}


class VisitForm(ActForm):
    """The visit: people, presence, evidence and 17 items; the items are drawn by the page from the scale."""

    assessors = PeopleField(label="现场评估人员", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)
    guardian = forms.BooleanField(label="监护人或委托代理人在场", required=False)
    guardian_name = forms.CharField(label="在场监护人或代理人姓名", max_length=60, required=False)
    visit_place = forms.CharField(label="评估地点", max_length=200, required=False)
    identity_checked = forms.BooleanField(label="已核验评估对象身份", required=False)
    substantive = forms.BooleanField(label="已作实质性问询和体格检查", required=False)
    evidence = forms.MultipleChoiceField(
        label="已取得的佐证资料",
        choices=list(EVIDENCE.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    notes = forms.CharField(label="现场情况说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    signed = forms.BooleanField(label="现场评估人员均已签名", required=False)

    def prepare(self) -> None:
        case: Assessment = self.case
        held = queries.serving(case.body_id, (Post.ASSESSOR, Post.EXPERT), timezone.localdate(self.now))
        fields: Any = self.fields
        fields["assessors"].queryset = User.objects.filter(pk__in=held.values("user_id")).order_by("name")
        fields["assessors"].initial = [self.by.user_id]
        self._files(case)
        self.scale = scales.current(timezone.localdate(self.now))
        for dimension in self.scale.dimensions:
            for item in dimension.items:
                fields[f"{dimension.key}_{item.number}"] = forms.TypedChoiceField(
                    label=f"{dimension.name} {item.number}. {item.name}",
                    coerce=int,
                    choices=[(option.score, option.text) for option in item.options],
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": "评估标准没有这个分值。", "required": "这一项还没有评分。"},
                )

    def _files(self, case: Assessment) -> None:
        """What has been uploaded is ticked already; the label says how many files there are."""
        held, field = evidence_files(case), cast(forms.MultipleChoiceField, self.fields["evidence"])
        papers = online_papers(case)
        brought = set(case.application.materials.values_list("code", flat=True)) if papers else set()
        field.initial = [code for code in (*EVIDENCE, *papers) if held.get(code) or code in brought]
        field.choices = [
            (code, f"{label}（已上传 {held[code]} 份）" if held.get(code) else label)
            for code, label in {**EVIDENCE, **papers}.items()
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("guardian") and not data.get("guardian_name"):
            self.add_error("guardian_name", "请填写在场监护人或代理人的姓名。")
        return data

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        scores = {
            dimension.key: [data[f"{dimension.key}_{item.number}"] for item in dimension.items]
            for dimension in self.scale.dimensions
        }
        plain = {name: data[name] for name in self.base_fields}
        return plain | {"assessors": list(data["assessors"]), "scores": scores}

    @property
    def tables(self) -> Any:
        """Look-up tables for the page's live totals."""
        return score_tables(self.scale)

    def sheets(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """(dimension, [(item, bound field)]) for the page."""
        return [
            (dimension, [(item, self[f"{dimension.key}_{item.number}"]) for item in dimension.items])
            for dimension in self.scale.dimensions
        ]


class ReferForm(ActForm):
    opinion = forms.CharField(label="现场初评意见", widget=forms.Textarea(attrs={"rows": 4}), required=False)


class ProposalForm(ActForm):
    level = forms.TypedChoiceField(label="失能等级", coerce=int)
    reason = forms.CharField(
        label="理由（与按标准计算的等级不同时必填）", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    care_advice = forms.CharField(label="护理服务建议", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def prepare(self) -> None:
        field: Any = self.fields["level"]
        field.choices = [(number, f"{number} 级 {name}") for number, name in enumerate(self.case.scale.levels)]
        panel = panels.latest(self.case)
        field.initial = self.case.computed_level if panel is None else panel.level
        if panel is not None:
            # The conclusion is the collective opinion; why each holds it stands with the votes.
            field.choices = [row for row in field.choices if row[0] == panel.level]
            self.fields["reason"].label = "说明（可不填）"


class CandidateField(PeopleField):
    """Experts of the committee; those who must stay away are marked, so that nobody has to find out by trying."""

    away: Collection[int] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（须回避）" if obj.pk in self.away else str(obj.name)


class PanelForm(ActForm):
    members = CandidateField(label="小组成员", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label="换组理由", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def prepare(self) -> None:
        case, today = self.case, timezone.localdate(self.now)
        held = queries.serving(case.committee_id or 0, (Post.COMMITTEE_EXPERT,), today).values("user_id")
        field: Any = self.fields["members"]
        field.queryset = User.objects.filter(pk__in=held).order_by("name", "pk")
        if not self.is_bound:
            named = queries.candidates(case, field.queryset.values_list("pk", flat=True), today)
            field.away = {row.user_id for row in named if row.relation}
        panel = panels.latest(case)
        if panel is None or panel.closed_at is not None:
            del self.fields["reason"]


class VoteForm(ActForm):
    """Members vote at the same moment and blind to each other: a form is held to the panel that it showed."""

    versioned = False
    level = forms.TypedChoiceField(label="失能等级", coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由（与按标准计算的等级不同时必填）",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
    )
    panel = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        levels: Any = self.fields["level"]
        levels.choices = [(number, f"{number} 级 {name}") for number, name in enumerate(self.case.scale.levels)]
        panel = panels.latest(self.case)
        if panel is not None:
            self.fields["panel"].initial = panel.number
            mine = panel.members.filter(expert_id=self.by.user_id, voted_at__isnull=False).first()
            if mine is not None:
                levels.initial, self.fields["reason"].initial = mine.level, mine.reason


class OpinionForm(ActForm):
    """Experts speak at the same moment and blind to each other: what a form is held to is the proposal it showed."""

    versioned = False
    round = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        self.fields["round"].initial = self.case.proposal_round


class ConfirmForm(OpinionForm):
    care_advice = forms.CharField(
        label="补充护理服务建议（可不填）", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class DisagreementForm(OpinionForm):
    ends = True
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class DeliveryForm(ActForm):
    means = forms.ChoiceField(label="送达方式", choices=Assessment.DeliveryMeans.choices, widget=forms.RadioSelect)
    received_on = forms.DateField(label="签收日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    received_by = forms.CharField(label="签收人", max_length=60)
    proof = forms.CharField(label="送达凭证（邮件号、回执号等）", max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["received_on"].initial = timezone.localdate(self.now)
        person = self.case.application.person
        self.fields["received_by"].initial = self.case.application.applicant_name or person.name


class ExtensionForm(ReasonForm):
    field_order = ("cause", "reason")
    cause = forms.ChoiceField(label="延期事由", widget=forms.RadioSelect)

    def prepare(self) -> None:
        line = rule("assessment.extension_causes", area=self.case.area_code, on=self.case.policy_on)
        field: Any = self.fields["cause"]
        field.choices = [(cause, word("extension_causes", cause)) for cause in line.value]


class CancelForm(EndingForm):
    redispatch = forms.BooleanField(label="申请改派其他机构继续办理", required=False)


class ReportForm(ActForm):
    """A third party's report, on the public page and at the counter; several people may report at once."""

    versioned = False
    name = forms.CharField(label="反映人真实姓名", max_length=60)
    id_number = forms.CharField(
        label="反映人身份证号码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    statement = forms.CharField(label="反映的情况", widget=forms.Textarea(attrs={"rows": 5}))


class SettlementForm(ActForm):
    borne_out = forms.TypedChoiceField(
        label="反映的情况是否基本属实",
        choices=[("yes", "基本属实，组织复评"), ("no", "不属实")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    findings = forms.CharField(label="核实情况", widget=forms.Textarea(attrs={"rows": 4}))


class ReviewRequestForm(ActForm):
    reason = forms.CharField(label="复评的请求、事实和理由", widget=forms.Textarea(attrs={"rows": 5}))
    written = forms.BooleanField(label="以书面提出", required=False)


class ReassessmentForm(ActForm):
    because = forms.ChoiceField(label="重新评估的原因", widget=forms.RadioSelect)
    reason = forms.CharField(label="说明（可不填）", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def prepare(self) -> None:
        line = rule("assessment.reassessment_causes", area=self.case.area_code, on=self.case.policy_on)
        field: Any = self.fields["because"]
        field.choices = [(cause, label) for cause, label in CAUSES.items() if cause in line.value]


class ReassessmentRequestForm(ActForm):
    reason = forms.CharField(label="失能状态有什么变化", widget=forms.Textarea(attrs={"rows": 4}))


class RefusalForm(ActForm):
    ends = True
    reason = forms.CharField(label="拒绝的经过", widget=forms.Textarea(attrs={"rows": 3}))
    proof = forms.CharField(label="凭据", max_length=200, help_text="通话记录、上门记录、签收的通知等，写明日期。")


class FeeForm(ActForm):
    amount = forms.DecimalField(label="金额（元）", max_digits=10, decimal_places=2, min_value=0)
    method = forms.ChoiceField(label="缴费方式", choices=FeeEntry.Method.choices, widget=forms.RadioSelect)
    payer = forms.CharField(label="缴款人", max_length=60)

    def prepare(self) -> None:
        fee = Fee.objects.filter(assessment=self.case).first()
        self.fields["amount"].initial = fee.amount if fee else None
        self.fields["payer"].initial = self.case.application.applicant_name or self.case.application.person.name


class RefundForm(ActForm):
    method = forms.ChoiceField(label="退费方式", choices=FeeEntry.Method.choices, widget=forms.RadioSelect)
    payee = forms.CharField(label="收款人", max_length=60)

    def prepare(self) -> None:
        self.fields["payee"].initial = self.case.application.applicant_name or self.case.application.person.name


class ExaminationForm(ActForm):
    hospital = forms.CharField(label="协助检查诊断的医疗机构", max_length=100, help_text="须是具备资格的医疗机构。")
    items = forms.CharField(label="检查诊断项目", widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label="为什么需要检查诊断", widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label="请于此日前完成", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ExaminationResultForm(ActForm):
    examination = forms.TypedChoiceField(label="哪一项检查诊断", coerce=int, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label="结果", choices=Examination.Outcome.choices, initial=Examination.Outcome.DONE, widget=forms.RadioSelect
    )
    result = forms.CharField(
        label="检查诊断结果（未能检查的写明原因）", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    paper = forms.CharField(label="报告单名称或者编号", max_length=100, required=False)
    examined_on = forms.DateField(
        label="检查日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )

    def prepare(self) -> None:
        waited_for = list(self.case.examinations.filter(recorded_at__isnull=True))
        field: Any = self.fields["examination"]
        field.choices = [(row.pk, f"{row.hospital or '医疗机构'}：{row.items}") for row in waited_for]
        if waited_for:
            field.initial = waited_for[0].pk


FORMS: dict[str, type[ActForm]] = {
    "assessment.dispatch": DispatchForm,
    "assessment.appoint_video": VideoAppointmentForm,
    "assessment.decline": EndingForm,
    "assessment.record_visit": VisitForm,
    "assessment.refer": ReferForm,
    "assessment.form_panel": PanelForm,
    "assessment.vote": VoteForm,
    "assessment.propose": ProposalForm,
    "assessment.confirm": ConfirmForm,
    "assessment.disagree": DisagreementForm,
    "assessment.publish": NothingForm,
    "assessment.conclude": NothingForm,
    "assessment.deliver": DeliveryForm,
    "assessment.extend": ExtensionForm,
    "assessment.cancel": CancelForm,
    "assessment.report": ReportForm,
    "assessment.settle_report": SettlementForm,
    "assessment.request_review": ReviewRequestForm,
    "assessment.order_reassessment": ReassessmentForm,
    "assessment.collect_fee": FeeForm,
    "assessment.refund_fee": RefundForm,
    "assessment.request_reassessment": ReassessmentRequestForm,
    "assessment.record_refusal": RefusalForm,
    "assessment.order_examination": ExaminationForm,
    "assessment.record_examination": ExaminationResultForm,
}
