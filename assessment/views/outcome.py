"""Whoever reported under real name asks what became of it: receipt number and the end of the identity number. A13."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import public
from accounts.desk_request import DeskRequest
from accounts.throttle import too_many
from assessment.models import Objection

TAIL = 4
OUTCOMES = {None: "正在核实", True: "基本属实，已组织复评", False: "不属实，公示的结论维持不变"}


class OutcomeForm(forms.Form):
    receipt = forms.CharField(label="受理号", max_length=20)
    tail = forms.CharField(label="反映人身份证号码后四位", min_length=TAIL, max_length=TAIL)

    def found(self) -> Objection | None:
        """The report of that number and that person; a wrong number and a wrong tail are answered alike."""
        receipt = "".join(self.cleaned_data["receipt"].split()).upper()
        row = Objection.objects.filter(receipt=receipt, kind=Objection.Kind.REPORT).first()
        return row if row is not None and row.id_number[-TAIL:] == self.cleaned_data["tail"].upper() else None


@public
def outcome(request: DeskRequest) -> HttpResponse:
    """GET shows the form, POST the outcome; numbers are not put into addresses."""
    form = OutcomeForm(request.POST or None)
    row, unknown, status = None, False, 200
    if request.method == "POST":
        if too_many(request, "report_outcome"):
            return render(request, "public/outcome.html", {"form": form, "too_many": True}, status=429)
        row = form.found() if form.is_valid() else None
        unknown = row is None and not form.errors
        status = 200 if row else 422
    context = {"form": form, "row": row, "unknown": unknown, "said": OUTCOMES[row.borne_out] if row else ""}
    return render(request, "public/outcome.html", context, status=status)
