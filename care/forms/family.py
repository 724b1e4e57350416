"""Forms of family carers (亲情照护). 天津通知（四）、（七）."""

from typing import Any

from django import forms
from django.utils import timezone

from care.acts.family import provided_in
from care.forms.happening import day
from care.models import FamilyCarer
from care.rules.family import full_from
from workflow.forms import ActForm


class FamilyCarerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        begun = f"，实践培训自{obj.member.trained_from:%Y-%m-%d}" if obj.member.trained_from else ""
        return f"{obj.member.name}（{obj.relation}{begun}）"


class EntryForm(ActForm):
    name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="身份证号码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relation = forms.CharField(label="与参保人关系", max_length=20, help_text="如女儿、儿媳、配偶。")
    trained_from = day("实践培训起始日期")

    def prepare(self) -> None:
        months = provided_in(self.case)
        if months:
            told = f"自这一天起满 {months} 个月并考核后，才正式纳入亲情照护人员，可以打卡上传护理记录。"
            self.fields["trained_from"].help_text = told
        self.fields["trained_from"].initial = timezone.localdate(self.now)


class _OwnForm(ActForm):
    """One of the provider's own family carers of the person."""

    family_carer = FamilyCarerField(
        label="亲情照护人员", queryset=FamilyCarer.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def own(self) -> Any:
        places = [seat.organisation_id for seat in self.by.seats]
        held = FamilyCarer.objects.filter(benefit=self.case, member__organisation_id__in=places, until__isnull=True)
        return held.select_related("member").order_by("pk")

    def offer(self, rows: Any) -> None:
        field: Any = self.fields["family_carer"]
        field.queryset = rows
        field.initial = rows.first()


class TrainedForm(_OwnForm):
    trained_until = day("实践培训完成日期")
    exam = forms.CharField(
        label="培训考核情况", widget=forms.Textarea(attrs={"rows": 3}), max_length=300, help_text="考核记录留档备查。"
    )
    paper_file = forms.FileField(label="培训考核记录（可不传）", required=False)

    def prepare(self) -> None:
        rows = self.own().filter(member__trained_until__isnull=True)
        self.offer(rows)
        months, first = provided_in(self.case), rows.first()
        if months and first is not None and first.member.trained_from:
            full = full_from(first.member.trained_from, months)
            self.fields["trained_until"].help_text = f"{first.member.name}满 {months} 个月为 {full}。"
        self.fields["trained_until"].initial = timezone.localdate(self.now)


class FamilyEndForm(_OwnForm):
    ends = True
    until = day("照护最后一日")
    reason = forms.CharField(label="终止原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)

    def prepare(self) -> None:
        self.offer(self.own())
        self.fields["until"].initial = timezone.localdate(self.now)


class ReturnForm(ActForm):
    reason = forms.CharField(label="退回理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)
