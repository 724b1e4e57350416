"""Batches: the list, one batch with everything about it, its lines."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.phrases import post_label
from documents.models import Letter
from providers.models.handler import AGENCY_SIDE
from settlement import permissions, queries
from settlement.forms import ELSEWHERE, BatchFilter, rules_found
from settlement.models import ClaimBatch, Decision, Finding, HandlerFee, Payment, Recovery, Voucher
from settlement.states import OTHER_LABELS, State
from workflow import acts
from workflow.models import JournalEntry

PAGE = 50
SAMPLES = (("random", "随机"), ("value", "金额最高"), ("variance", "与同项目差异大"), ("risk", "疑点最多"))
DANGER = frozenset({"return_batch", "recover", "reverse"})


def found(request: DeskRequest, pk: UUID) -> ClaimBatch:
    """The batch, or 404 for who may not see it."""
    rows = ClaimBatch.objects.visible_to(request.actor).select_related("agency__area", "provider", "follows")
    batch = rows.select_related("first_reviewed_by", "rechecked_by", "paid_by", "uploaded_by").filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


@access(*permissions.READERS)
def batches(request: DeskRequest) -> HttpResponse:
    """Newest month first; the sums are of all that is listed."""
    form = BatchFilter(request.GET or None)
    rows = form.narrowed(ClaimBatch.objects.visible_to(request.actor))
    sums = rows.exclude(state__in=(State.RETURNED, State.VOID)).aggregate(
        claimed=Sum("claimed_fen"), refused=Sum("refused_fen"), fund=Sum("fund_fen"), paid=Sum("paid_fen")
    )
    page = Paginator(rows.select_related("provider").order_by("-month", "provider__name", "-number"), PAGE)
    sender = request.actor.holds(*permissions.SENDERS)
    context = {"form": form, "page": page.get_page(request.GET.get("page")), "sums": sums, "sender": sender}
    return render(request, "settlement/batches.html", context)


@access(*permissions.READERS)
def batch(request: DeskRequest, pk: UUID) -> HttpResponse:
    row, now = found(request, pk), timezone.now()
    nexts = next_acts(row, request, now)
    context = {
        "batch": row,
        "acts": nexts,
        "fee": HandlerFee.objects.filter(batch=row).select_related("contract", "evaluation").first(),
        "keeps_contracts": request.actor.holds(*AGENCY_SIDE),
        "rules": queries.by_rule(row),
        "refused": queries.refused_by_rule(row),
        "payments": list(Payment.objects.filter(batch=row).order_by("id")),
        "recoveries": list(Recovery.objects.filter(batch=row)),
        "vouchers": _vouchers(request, row),
        "letters": list(Letter.objects.of_case(row.pk)),
        "story": story(row),
        "today": timezone.localdate(now),
        "undecided": Finding.objects.filter(batch=row, kind="query")
        .exclude(line_id__in=Decision.objects.filter(batch=row).values("line_id"))
        .count(),
    }
    return render(request, "settlement/batch.html", context)


def story(row: ClaimBatch) -> list[dict[str, Any]]:
    """What has happened to the batch, newest first, as the component of the case page shows it."""
    labels = {**dict(Payment.State.choices), **dict(State.choices)}
    return [
        {
            "at": entry.at, "actor_name": entry.actor_name, "post_label": post_label(entry.post),
            "organisation_name": entry.organisation_name,
            "act_label": OTHER_LABELS.get(entry.act) or acts.label_of(entry.act),
            "old_label": labels.get(entry.old_state, entry.old_state),
            "new_label": labels.get(entry.new_state, entry.new_state),
            "reason": entry.reason, "citation": entry.citation,
        }
        for entry in JournalEntry.objects.filter(matter=row.matter).order_by("-id")[:PAGE]
    ]  # fmt: skip


def _vouchers(request: DeskRequest, row: ClaimBatch) -> list[Voucher]:
    held = Voucher.objects.visible_to(request.actor).filter(batch=row)
    return list(held.prefetch_related("legs__party").order_by("id"))


def next_acts(row: ClaimBatch, request: DeskRequest, now: Any) -> list[dict[str, Any]]:
    """The acts of the reader's posts on this batch, open ones first, each closed one with its reason."""
    rows = []
    for act in acts.acts_of("settlement.ClaimBatch"):
        if (
            act.name in ELSEWHERE
            or row.state not in act.sources()
            or row.seats(request.actor, act.posts_for(row)) is None
        ):
            continue
        refusal = acts.why_not(act.name, case=row, by=request.actor, now=now)
        rows.append({"verb": act.verb, "label": act.label, "refusal": refusal, "danger": act.verb in DANGER})
    return sorted(rows, key=lambda one: (one["refusal"] is not None, one["danger"]))


@access(*permissions.READERS)
def lines(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Lines of a batch by finding or sample, each with what was found, decided and worked out."""
    row = found(request, pk)
    rule, kind, sample = (request.GET.get(name, "") for name in ("rule", "kind", "sample"))
    rows = queries.lines_of(row, rule=rule, kind=kind if kind in Finding.Kind.values else "")
    if sample in dict(SAMPLES):
        rows = rows.filter(pk__in=queries.sample(row, sample))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    decide = acts.registry["settlement.decide"]
    may_decide = row.seats(request.actor, decide.posts_for(row)) is not None and row.state == State.SCREENED
    context = {
        "batch": row, "page": page, "views": queries.views(row, page.object_list), "rule": rule, "kind": kind,
        "sample": sample, "samples": SAMPLES, "kinds": Finding.Kind.choices, "may_decide": may_decide,
        "rules": rules_found(row, *Finding.Kind.values),
    }  # fmt: skip
    return render(request, "settlement/lines.html", context)
