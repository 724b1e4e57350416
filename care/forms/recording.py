"""Forms of service records: made for a phone, sent once, late or out of order."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from care import queries
from care.models import ServiceRecord
from providers.models import StaffMember
from workflow.forms import ActForm

MOMENT = "%Y-%m-%dT%H:%M"
PAST_DAYS = 62  # of which a page offers records to be corrected or rated


def moment(label: str, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, **more)


class CarerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_kind_display()}）"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each held to what one is held to."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ServiceForm(ActForm):
    """`items`: as JSON by the interface; by the page one box for each item of the day's plan and catalogue."""

    versioned = False
    carer = CarerField(label="服务人员", queryset=StaffMember.objects.none(), empty_label=None)
    identity = forms.ChoiceField(
        label="身份核验", choices=ServiceRecord.Identity.choices, widget=forms.RadioSelect, required=False
    )
    started_at = moment("开始时间")
    ended_at = moment("结束时间")
    place = forms.ChoiceField(label="地点", choices=ServiceRecord.Place.choices, required=False)
    items = forms.JSONField(label="服务内容", required=False, widget=forms.HiddenInput)
    codes = forms.MultipleChoiceField(label="服务内容", widget=forms.CheckboxSelectMultiple, required=False)
    outside = forms.CharField(
        label="目录外服务", max_length=80, required=False, help_text="须有书面同意书；名称与同意书一致。"
    )
    photo_files = FilesField(label="照片", required=False)
    signature_file = forms.FileField(label="签名", required=False)
    signed_by = forms.CharField(label="签名人", max_length=60, required=False)
    signed = forms.BooleanField(label="参保人（监护人、代理人）已签名确认", required=False)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    fixes = forms.JSONField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        fields: Any = self.fields
        today = timezone.localdate(self.now)
        fields["carer"].queryset = carers_for(self.case, self.by, today)
        mine = fields["carer"].queryset.filter(user_id=self.by.user_id).first()
        fields["carer"].initial = mine
        if mine is not None and not any(seat.post == "provider_manager" for seat in self.by.seats):
            fields["carer"].queryset = StaffMember.objects.filter(pk=mine.pk)
        fields["codes"].choices = self._offered(today)
        fields["ended_at"].initial = timezone.localtime(self.now).strftime(MOMENT)
        fields["started_at"].initial = timezone.localtime(self.now - timedelta(hours=1)).strftime(MOMENT)
        fields["signed_by"].initial = self.case.application.applicant_name or self.case.person.name

    def _offered(self, today: Any) -> list[tuple[str, str]]:
        """What is planned first, then everything else of the catalogue."""
        plan = queries.plan_on(self.case, today)
        planned = [row.code for row in plan.items.all() if row.item_id] if plan else []
        items = queries.catalogue(self.case.area_code, today)
        codes = [*dict.fromkeys(code for code in planned if code in items), *(c for c in items if c not in planned)]
        return [(code, items[code].name + ("（计划内）" if code in planned else "")) for code in codes]

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        codes, outside = data.pop("codes"), data.pop("outside").strip()
        made = [{"code": code, "times": 1} for code in codes] + ([{"name": outside}] if outside else [])
        given = data["items"] if isinstance(data["items"], list) else []
        return data | {"items": given or made, "fixes": data["fixes"] if isinstance(data["fixes"], dict) else {}}


def carers_for(case: Any, by: Any, today: Any) -> Any:
    """Those of the actor's own providers who serve today, and the person's family carers."""
    places = [seat.organisation_id for seat in by.seats if seat.kind == "provider"]
    serving = StaffMember.objects.serving(today)
    family = serving.filter(family_ties__in=case.family_carers.on(today))
    if not places:
        return family.filter(user_id=by.user_id).distinct()
    own = serving.filter(organisation_id__in=places).exclude(kind__in=("manager", "family"))
    return (own | family.filter(organisation_id__in=places)).distinct().order_by("kind", "name", "pk")


class RecordField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        start, end = timezone.localtime(obj.started_at), timezone.localtime(obj.ended_at)
        return f"{start:%Y-%m-%d %H:%M} 至 {end:%H:%M}，{obj.carer.name}"


class CorrectionForm(ActForm):
    versioned = False
    record = RecordField(label="服务记录", queryset=ServiceRecord.objects.none())
    strike = forms.BooleanField(label="这次服务没有发生，作废这条记录", required=False)
    started_at = moment("改为开始时间（不改的不填）", required=False)
    ended_at = moment("改为结束时间（不改的不填）", required=False)
    carer = CarerField(label="改为服务人员", queryset=StaffMember.objects.none(), required=False, empty_label="不改")
    items = forms.JSONField(label="改为服务内容", required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="更正理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)

    def prepare(self) -> None:
        fields: Any = self.fields
        today = timezone.localdate(self.now)
        places = [seat.organisation_id for seat in self.by.seats]
        rows = ServiceRecord.objects.unclaimed().filter(benefit=self.case, provider_id__in=places)
        fields["record"].queryset = rows.filter(served_on__gte=today - timedelta(days=PAST_DAYS)).select_related(
            "carer"
        )
        fields["carer"].queryset = carers_for(self.case, self.by, today)

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"items": data["items"] if isinstance(data["items"], list) else []}


class RatingForm(ActForm):
    versioned = False
    record = RecordField(label="哪一次服务", queryset=ServiceRecord.objects.none(), empty_label=None)
    stars = forms.TypedChoiceField(
        label="满意度",
        coerce=int,
        choices=[(5, "5 星，很满意"), (4, "4 星，满意"), (3, "3 星，一般"), (2, "2 星，不满意"), (1, "1 星，很不满意")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="意见（可不填）", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=300
    )

    def prepare(self) -> None:
        since = timezone.localdate(self.now) - timedelta(days=PAST_DAYS)
        rows = ServiceRecord.objects.live().filter(benefit=self.case, rating__isnull=True, served_on__gte=since)
        field: Any = self.fields["record"]
        field.queryset = rows.select_related("carer")
