"""Forms of the acts of a designation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.areas import prefix
from accounts.identity import RESIDENT_CARD, IdentityError, read_identity
from accounts.models import Organisation, User
from accounts.posts import Kind
from policy import rule
from policy.words import word
from providers import letters, queries
from providers.acts.open_call import earliest_close
from providers.models import Designation
from providers.models.call import KINDS
from providers.models.designation import MODES
from workflow.forms import ActForm, bound_texts

DAY = {"type": "date"}
SEATS = 9  # rows that the page offers for a panel
ITEMS = 20  # most items of a checklist that the page knows


def day(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def lines(label: str, rows: int = 3, required: bool = True, longest: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=forms.Textarea(attrs={"rows": rows})
    )


class CallForm(forms.Form):
    """A call for applications; what the region's text asks to be made known. D1."""

    kind = forms.ChoiceField(label="招募对象", choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label="公告标题", max_length=120)
    conditions = lines("申请条件", 5, longest=4000)
    scope = lines("服务或评估范围", 2)
    procedure = lines("审核流程和评审标准", 4, longest=4000)
    closes_on = day("报名截止日")

    def __init__(self, *args: Any, agency: Organisation, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_texts(self)
        least = [(str(label), earliest_close(agency, kind, today)) for kind, label in KINDS]
        said = [f"{label}不早于 {close:%Y年%-m月%-d日}" for label, close in least if close]
        self.fields["closes_on"].help_text = "；".join(said) or "本地规定没有公告期的最短时间。"
        self.fields["closes_on"].initial = max(
            (close for _, close in least if close), default=today + timedelta(days=10)
        )


class DesignationForm(forms.ModelForm):
    """The application of an organisation; the list of papers follows from the region and from what it offers."""

    agency = forms.ModelChoiceField(label="受理的经办机构", queryset=Organisation.objects.none(), empty_label=None)
    modes = forms.MultipleChoiceField(
        label="服务类型", choices=MODES, widget=forms.CheckboxSelectMultiple, required=False
    )
    materials = forms.MultipleChoiceField(
        label="已备齐的材料", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="提交后再上传电子件；没有备齐的，经办机构会一次性告知补正。",
    )  # fmt: skip

    class Meta:
        model = Designation
        fields = (
            "operating_since", "legal_representative", "legal_id_number", "contact_phone", "scope", "modes", "capacity",
            "licensed", "own_unit", "full_time_manager",
        )  # fmt: skip
        widgets = {
            "operating_since": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "legal_id_number": forms.TextInput(attrs={"autocomplete": "off"}),
            "scope": forms.TextInput,
        }

    def __init__(self, *args: Any, organisation: Organisation, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.today = organisation, today
        offered = queries.agencies_for(organisation, today)
        fields: Any = self.fields
        fields["agency"].queryset = Organisation.objects.filter(pk__in=[row.pk for row in offered])
        fields["agency"].initial = self.instance.agency_id
        if len(offered) == 1:
            fields["agency"].widget = forms.HiddenInput()
        codes = [*queries.required(organisation.kind, self.instance.area_code, today, False)]
        codes += [] if "medical_licence" in codes else ["medical_licence"]
        fields["materials"].choices = [(code, queries.label_of(code)) for code in codes]
        fields["capacity"].max_value = 100_000
        if organisation.kind == Kind.BODY:
            for name in ("modes", "capacity", "own_unit", "full_time_manager"):
                del fields[name]
        bound_texts(self)

    def clean_legal_id_number(self) -> str:
        try:
            return read_identity(self.cleaned_data["legal_id_number"], RESIDENT_CARD, on=self.today).number
        except IdentityError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_modes(self) -> list[str]:
        if not self.cleaned_data["modes"]:
            raise forms.ValidationError("请选择提供的服务类型。")
        return list(self.cleaned_data["modes"])

    def clean_operating_since(self) -> Any:
        since = self.cleaned_data["operating_since"]
        if since > self.today:
            raise forms.ValidationError("正式运营日期不能晚于今天。")
        return since


class MaterialsForm(ActForm):
    """Papers by their codes; which, follows from the case."""

    materials = forms.MultipleChoiceField(label="材料", widget=forms.CheckboxSelectMultiple, required=False)

    def offer(self, codes: Any) -> None:
        field: Any = self.fields["materials"]
        field.choices = [(code, queries.label_of(code)) for code in codes]

    def whole(self) -> list[str]:
        return list(dict.fromkeys([*queries.required_of(self.case), *self.case.materials, "medical_licence"]))


class SupplementNoticeForm(MaterialsForm):
    reason = lines("补正说明（可不填）", 2, required=False)

    def prepare(self) -> None:
        self.offer(self.whole())
        self.fields["materials"].label = "需要补正的材料"
        self.fields["materials"].initial = queries.missing(self.case)
        self.fields["materials"].help_text = "只能告知一次，请一并列全；系统查出缺少的已经选好。"


class SupplementForm(MaterialsForm):
    def prepare(self) -> None:
        self.offer(self.case.missing_told or self.whole())
        self.fields["materials"].label = "这次补交的材料"


class RefusalForm(ActForm):
    ends = True
    grounds = forms.MultipleChoiceField(
        label="不予受理的理由",
        choices=list(letters.GROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = lines("具体说明", required=False)


class MemberField(forms.ModelChoiceField):
    """People with the organisation to which they belong, so that two of one name are told apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.organisation.name}）" if obj.organisation else str(obj.name)


class PanelForm(ActForm):
    """Up to nine members, each with the fields that they stand for; those who must stay away are not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        terms = queries.panel_terms(self.case)
        choices = [(field, word("fields", field)) for field in terms.fields]
        people = self._people()
        sitting = queries.panel_of(self.case)
        for number in range(1, SEATS + 1):
            self.fields[f"member_{number}"].queryset = people  # type: ignore[attr-defined]
            self.fields[f"fields_{number}"].choices = choices  # type: ignore[attr-defined]
            if number <= len(sitting):
                self.fields[f"member_{number}"].initial = sitting[number - 1].user_id
                self.fields[f"fields_{number}"].initial = sitting[number - 1].fields

    def _people(self) -> Any:
        """Who has an account with an agency, department, committee or handler of the area, or a post there."""
        here = prefix(self.case.area_code)
        kinds = (Kind.AGENCY, Kind.DEPARTMENT, Kind.COMMITTEE, Kind.HANDLER)
        own = Q(organisation__area__code__startswith=here, organisation__kind__in=kinds)
        held = Q(appointments__organisation__area__code__startswith=here, appointments__organisation__kind__in=kinds)
        rows = User.objects.filter(own | held, is_active=True)
        away = User.objects.filter(
            Q(organisation_interests__organisation=self.case.organisation_id)
            | Q(appointments__organisation=self.case.organisation_id)
        )
        return rows.exclude(pk__in=away.values("pk")).select_related("organisation").order_by("name", "pk").distinct()

    def seats(self) -> Iterator[tuple[int, Any, Any]]:
        """(number, person, fields) for the page."""
        for number in range(1, SEATS + 1):
            yield number, self[f"member_{number}"], self[f"fields_{number}"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        seen: set[int] = set()
        for number in range(1, SEATS + 1):
            person = data.get(f"member_{number}")
            if person is None:
                continue
            if person.pk in seen:
                self.add_error(f"member_{number}", "这名成员选了两次。")
            seen.add(person.pk)
        return data

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        pairs = [(data.get(f"member_{number}"), data.get(f"fields_{number}")) for number in range(1, SEATS + 1)]
        return {"members": {person.pk: list(fields or ()) for person, fields in pairs if person is not None}}


for _number in range(1, SEATS + 1):
    PanelForm.base_fields[f"member_{_number}"] = MemberField(
        label=f"成员 {_number}", queryset=User.objects.none(), required=False
    )
    PanelForm.base_fields[f"fields_{_number}"] = forms.MultipleChoiceField(
        label=f"成员 {_number} 的专业领域", required=False, widget=forms.CheckboxSelectMultiple
    )

MET = [("yes", "符合"), ("no", "不符合")]


class ReviewForm(ActForm):
    """Whatever part of the review is due: papers, the place with its checklist, or one's own vote."""

    versioned = False
    part = forms.CharField(widget=forms.HiddenInput, required=False)
    findings = lines("查验情况", 4, required=False, longest=2000)
    on_day = day("查验日期", required=False)
    photos = forms.BooleanField(label="现场照片已经拍摄留存", required=False)
    passed = forms.ChoiceField(
        label="我的评议意见", choices=[("yes", "合格"), ("no", "不合格")], widget=forms.RadioSelect, required=False
    )
    reason = lines("理由（不合格必填）", 3, required=False, longest=500)
    met = forms.MultipleChoiceField(label="符合的项目（序号）", required=False, widget=forms.MultipleHiddenInput)
    unmet = forms.MultipleChoiceField(label="不符合的项目（序号）", required=False, widget=forms.MultipleHiddenInput)
    SHOWN = {"papers": ("findings", "on_day"), "site": ("findings", "on_day", "photos"), "vote": ("passed", "reason")}

    def prepare(self) -> None:
        self.due = queries.next_part(self.case) or "vote"
        self.items = queries.checklist(self.case)[:ITEMS]
        self.fields["part"].initial = self.due
        self.fields["on_day"].initial = timezone.localdate(self.now)
        numbers = [(str(place), item) for place, item in enumerate(self.items, 1)]
        for name in ("met", "unmet"):
            self.fields[name].choices = numbers  # type: ignore[attr-defined]
        for place, item in numbers:
            self.fields[f"item_{place}"] = forms.ChoiceField(
                label=f"{place}. {item}", choices=MET, widget=forms.RadioSelect, required=False
            )
            self.fields[f"note_{place}"] = forms.CharField(label="说明（可不填）", required=False, max_length=200)

    def shown(self) -> list[Any]:
        return [self[name] for name in self.SHOWN[self.due]]

    def checklist(self) -> list[tuple[Any, Any]]:
        """(item, note) for the page of the site check."""
        return [(self[f"item_{place}"], self[f"note_{place}"]) for place in range(1, len(self.items) + 1)]

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = {"yes": True, "no": False}
        return {
            "part": data.get("part") or self.due,
            "findings": data.get("findings", ""),
            "on_day": data.get("on_day"),
            "photos": bool(data.get("photos")),
            "passed": said.get(data.get("passed") or ""),
            "reason": data.get("reason", ""),
            "items": self._items(data),
        }

    def _items(self, data: dict[str, Any]) -> dict[str, dict[str, Any]]:
        said = {"yes": True, "no": False}
        found = {}
        for place, item in enumerate(self.items, 1):
            met = said.get(data.get(f"item_{place}") or "")
            met = True if str(place) in data.get("met", ()) else False if str(place) in data.get("unmet", ()) else met
            found[item] = {"met": met, "note": data.get(f"note_{place}", "")}
        return found


class DecisionForm(ActForm):
    reasons = lines("不合格的理由", 4, required=False, longest=2000)
    advice = lines("整改建议", 4, required=False, longest=2000)


class RectificationForm(ActForm):
    rectification = lines("整改情况（逐项写明）", 6, longest=2000)


class ObjectionForm(ActForm):
    """An objection on the public page or at the counter; several people may object at once."""

    versioned = False
    name = forms.CharField(label="真实姓名", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=40)
    statement = lines("异议内容", 5, longest=2000)


class SettlementForm(ActForm):
    borne_out = forms.TypedChoiceField(
        label="异议是否属实",
        choices=[("yes", "属实，审核改为不合格"), ("no", "不属实")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    findings = lines("核实情况", 4, longest=1000)


class SignForm(ActForm):
    starts_on = day("协议起始日期")
    signed_by_name = forms.CharField(label="定点机构签约人", max_length=60)

    def prepare(self) -> None:
        self.fields["starts_on"].initial = timezone.localdate(self.now)
        self.fields["signed_by_name"].initial = self.case.legal_representative
        first = rule(self.case.key("agreement_first"), area=self.case.area_code, on=self.case.policy_on)
        self.fields["starts_on"].help_text = f"首次协议期：{first.value} 个月。终止日期由系统按本地规定算出。"


class WithdrawForm(ActForm):
    ends = True
    reason = lines("理由（可不填）", 2, required=False)
