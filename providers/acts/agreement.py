"""Renew, suspend, resume, end an agreement; its end by the clock. D5, D8.

新疆、黑龙江第十一、二十条（三）、第三十七、三十八条; 宁夏第二十七、三十一条第4项、第五十二、五十三条.
"""

from datetime import date, timedelta
from typing import Any

import documents
from accounts.posts import Kind
from providers import clients, letters, permissions
from providers.acts import agreeing
from providers.acts.filing import file
from providers.models import Agreement
from providers.permissions import of_kind
from providers.rules.bars import LABELS as CAUSES
from providers.rules.terms import latest_end
from providers.staffing import lacking
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

MODEL = "providers.Agreement"
BECAUSE = {cause: CAUSES[cause] for cause in ("violation", "breach")} | {"agreed": "协商一致", "other": "其他原因"}
END_KEY = "providers.agreement.end_reported"
TOLD = ("agreement_change", "filing_letter")


def _renewable(ctx: Context) -> None:
    row: Agreement = ctx.case
    if row.ends_on < ctx.today:
        raise Refusal(Code.TOO_LATE, f"协议已于 {row.ends_on:%Y年%-m月%-d日} 期满，请重新提出定点申请。", ctx.article)
    if row.renewals.exclude(state=Agreement.State.TERMINATED).exists():
        raise Refusal(Code.WRONG_STATE, "这份协议已经续签，不需要重复办理。", ctx.article)
    found = lacking(row, ctx.today)
    if found:
        told = "".join(finding.message for finding in found)
        raise Refusal(Code.NOT_QUALIFIED, f"人员配备不符合要求：{told}", found[0].citation)


def _term(
    ctx: Context, *, ends_on: date | None = None, performance: str = "", signed_by_name: str = "", **_: Any
) -> None:
    row: Agreement = ctx.case
    line = ctx.rule(row.key("agreement_max"))
    starts_on = row.ends_on + timedelta(days=1)
    last = latest_end(starts_on, line.value)
    if ends_on is None or ends_on <= starts_on:
        told = f"请填写续签的终止日期，须晚于 {starts_on:%Y年%-m月%-d日}。"
        raise Refusal(Code.INVALID_INPUT, told, line.citation, {"ends_on": told})
    if ends_on > last:
        told = f"续签最长不超过 {line.value} 个月，终止日期不能晚于 {last:%Y年%-m月%-d日}。"
        raise Refusal(Code.INVALID_INPUT, told, line.citation, {"ends_on": told})
    for name, text, label in (("performance", performance, "考核结果"), ("signed_by_name", signed_by_name, "签约人")):
        if not text.strip():
            raise Refusal(
                Code.INVALID_INPUT, f"续签根据履行情况和考核结果，请填写{label}。", line.citation, {name: "必填"}
            )


@act(
    "providers.renew", label="续签", model=MODEL, posts=permissions.OFFICER, law=_renewable, check=_term,
    cites=of_kind("agreement_max"), issues=("agreement", "filing_letter"),
)  # fmt: skip
def renew(ctx: Context, *, ends_on: date, performance: str, signed_by_name: str) -> None:
    """A new agreement from the day after; `performance`: the evaluation on which it rests."""
    row: Agreement = ctx.case
    row.renew()
    new = agreeing.conclude(
        ctx, starts_on=row.ends_on + timedelta(days=1), ends_on=ends_on, signed_by_name=signed_by_name,
        designation=row.designation, follows=row, performance=performance.strip()[:200],
    )  # fmt: skip
    if ctx.rule(row.key("agreement_filed")).value:
        file(ctx, "agreement", f"续签协议 {new.number}，{new.starts_on} 至 {new.ends_on}", row.key("agreement_filed"))


def _reasoned(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明理由。", ctx.article, {"reason": "必填"})


@act(
    "providers.suspend", label="中止协议", model=MODEL, posts=permissions.OFFICER, check=_reasoned, cites=END_KEY,
    issues=TOLD,
)  # fmt: skip
def suspend(ctx: Context, *, reason: str) -> None:
    row: Agreement = ctx.case
    row.suspended_from, row.reason, ctx.reason = ctx.today, reason.strip()[:300], reason.strip()
    row.suspend()
    _told(ctx, "suspend", "suspension")


def _still_running(ctx: Context) -> None:
    if ctx.case.ends_on < ctx.today:
        raise Refusal(Code.TOO_LATE, f"协议已于 {ctx.case.ends_on:%Y年%-m月%-d日} 期满，不能恢复。", ctx.article)


@act(
    "providers.resume", label="恢复协议", model=MODEL, posts=permissions.OFFICER, law=_still_running, check=_reasoned,
    cites=END_KEY, issues=TOLD,
)  # fmt: skip
def resume(ctx: Context, *, reason: str) -> None:
    """`reason`: what was put right, as the organisation applied and the agency checked it."""
    row: Agreement = ctx.case
    row.suspended_from, row.reason, ctx.reason = None, "", reason.strip()
    row.resume()
    _told(ctx, "resume", "resumption")


def _cause(ctx: Context, *, because: str = "", reason: str = "", **_: Any) -> None:
    if because not in BECAUSE:
        told = f"请选择解除的原因：{'、'.join(BECAUSE.values())}。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"because": "必选"})
    _reasoned(ctx, reason=reason)


@act(
    "providers.terminate", label="解除协议", model=MODEL, posts=permissions.OFFICER, check=_cause, cites=END_KEY,
    issues=TOLD,
)  # fmt: skip
def terminate(ctx: Context, *, because: str, reason: str) -> None:
    """`because`: violation, breach, agreed or other; who is served there is listed for transfer."""
    row: Agreement = ctx.case
    row.ended_on, row.ended_because, row.reason = ctx.today, because, reason.strip()[:300]
    ctx.reason = reason.strip()
    row.terminate()
    deadlines.void(matter=row.matter, on=ctx.today, kinds=("agreement_end",))
    _told(ctx, "terminate", "termination")


def _told(ctx: Context, what: str, subject: str) -> None:
    """The letter to the organisation, the clients to be transferred, the report to the department."""
    row: Agreement = ctx.case
    served = clients.names(row.organisation_id, ctx.today) if what != "resume" and row.kind == Kind.PROVIDER else []
    row.transfers_left = len(served)
    ctx.noted["clients"] = len(served)
    facts = letters.change(ctx, what, END_KEY, served)
    ctx.letters.append(documents.issue(letter="agreement_change", case=row, facts=facts, by=ctx.by, now=ctx.now))
    if ctx.rule(END_KEY).value:
        file(ctx, subject, f"协议 {row.number}：{letters.CHANGES[what]}", END_KEY)


def _over(ctx: Context) -> None:
    if ctx.case.ends_on >= ctx.today:
        raise Refusal(Code.TOO_EARLY, f"协议到 {ctx.case.ends_on:%Y年%-m月%-d日} 为止，尚未期满。", ctx.article)


@act(
    "providers.expire_agreement", label="协议期满", model=MODEL, posts=permissions.CLOCK_ONLY, law=_over,
    cites=of_kind("agreement_first"),
)  # fmt: skip
def expire_agreement(ctx: Context) -> None:
    ctx.case.expire_agreement()
