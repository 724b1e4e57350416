"""Play the steps of a matter through the real acts and compare what must be true after each."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

import applications.acts
import assessment.acts
import care.acts
from accounts.posts import Post
from applications import queries as application_queries
from applications.acts.drafting import draft
from applications.models import Application
from assessment import queries as assessment_queries
from assessment.models import Assessment, Fee, PublicNotice
from care import queries as care_queries
from care.acts.open_benefit import react
from care.models import Benefit, FamilyCarer, ServiceRecord
from documents.issuing import rows_only
from documents.models import ArchivePackage, Letter
from ltci.rehearsal import designating
from ltci.rehearsal.beside import BESIDE, files_in_memory
from ltci.rehearsal.observing import OBSERVED
from ltci.rehearsal.reading import PEOPLE, Matter, Step
from ltci.rehearsal.stage import Stage, set_up
from policy import rule
from providers.models import (
    Agreement,
    Designation,
    Engagement,
    Filing,
    HandlerContract,
    HandlerEvaluation,
    StaffMember,
    Tender,
)
from workflow import acts, deadlines
from workflow.models import Deadline, JournalEntry
from workflow.refusal import Refusal
from workflow.tasks import sweep

REGISTERED = (applications.acts, assessment.acts, care.acts)
REACTED_TO = frozenset({"assessment.deliver", "assessment.conclude"})
logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """One step as it went: its differences from what was expected, and the refusal if there was one."""

    step: Step
    differences: list[str] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def holds(self) -> bool:
        return not self.differences


@dataclass(frozen=True)
class Seen:
    """What had been written before a step, so that only what it added is told."""

    letters: set[Any]
    journal: int
    filings: int


@contextmanager
def rolled_back() -> Iterator[None]:
    """Everything inside happens in one transaction that is never committed."""
    with transaction.atomic():
        with rows_only(), files_in_memory():
            yield
        transaction.set_rollback(True)


def play(matter: Matter) -> list[Outcome]:
    """All steps of one matter; nothing of it stays."""
    with rolled_back():
        play_on = Play(set_up(matter))
        return [play_on.step(step) for step in matter.steps]


class Play:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.application: Application | None = None
        self.engaged: Engagement | None = None
        self.filed: ArchivePackage | None = None
        self.designation: Designation | None = None
        self.named: Agreement | None = None
        self.tender: Tender | None = None
        self.contract: HandlerContract | None = None
        self.evaluation: HandlerEvaluation | None = None
        self.beside = BESIDE | designating.handlers()

    def step(self, step: Step) -> Outcome:
        outcome = Outcome(step)
        seen = Seen(self._letters(), self._journal(), self._filings())
        try:
            with transaction.atomic():
                self._run(step)
        except Refusal as refusal:
            outcome.refusal = refusal
        except Exception as fault:
            logger.exception("line %s: %s", step.line, step.act)
            outcome.differences.append(f"系统错误（{type(fault).__name__}）：{str(fault).partition(chr(10))[0]}")
        self._reload()
        if not outcome.differences:
            outcome.differences += self._compare(step, outcome.refusal, seen)
        return outcome

    @property
    def assessment(self) -> Assessment | None:
        return assessment_queries.current(self.application.matter) if self.application else None

    @property
    def benefit(self) -> Benefit | None:
        return care_queries.current(self.application.matter) if self.application else None

    @property
    def agreement(self) -> Agreement | None:
        """The agreement that was named last, or else the one that came of the designation."""
        return self.named or designating.agreement_of(self.designation)

    @property
    def matter(self) -> Any:
        """The matter of the application, or of the designation where an organisation applies."""
        root = self.application or self.designation
        return root.matter if root is not None else None

    @property
    def matters(self) -> list[Any]:
        """Those whose letters belong to the play: the matter itself, and that of an agreement from before."""
        return [row for row in (self.matter, self.named and self.named.matter) if row]

    def _reload(self) -> None:
        if self.named is not None:
            self.named = Agreement.objects.select_related("organisation").filter(pk=self.named.pk).first()
        if self.designation is not None:
            rows = Designation.objects.select_related("organisation", "agency__area")
            self.designation = rows.filter(pk=self.designation.pk).first()
        if self.application is not None:
            self.application = Application.objects.select_related("person").filter(pk=self.application.pk).first()

    def _run(self, step: Step) -> None:
        if step.act == "clock":
            if self.matter is not None:
                sweep(step.at, matter=self.matter)
            return
        by = self.stage.actor(step.by, timezone.localdate(step.at))
        if step.act == "applications.submit":
            self.application = self._submit(step, by)
            return
        if step.act in self.beside:
            self.beside[step.act](self, step, by)
            return
        done = acts.perform(step.act, case=self._case(step), by=by, now=step.at, **self._inputs(step))
        if step.act in REACTED_TO:
            # On commit in real life; a play commits nothing.
            react(done.case.matter, step.at)

    def _submit(self, step: Step, by: Any) -> Application:
        given, facts = step.inputs, self.stage.matter.person
        start = self.stage.start
        self.stage.person.refresh_from_db()  # an earlier conclusion may have been written there
        last_failed = self.stage.person.last_failed_conclusion
        in_person = Post.APPLICANT in self.stage.posts_of(step.by)
        case = draft(
            person=self.stage.person,
            now=step.at,
            kind=given.get("kind", "reapplication" if last_failed else "initial"),
            channel=given.get("channel", "online" if in_person else "counter"),
            applicant_kind=given.get("applicant", "self"),
            applicant_user=self.stage.user(step.by) if in_person else None,
            applicant_name="" if given.get("applicant", "self") == "self" else "李代理",
            disabled_since=facts.get("disabled_since", _years_before(start, 2)),
            treated_since=facts.get("treated_since", _years_before(start, 2)),
            marked_change=facts.get("marked_change_since", False),
            offsite=given.get("offsite", False),
        )
        asked = [*application_queries.required(case), *(_online_papers(case) if case.offsite else ())]
        brought = _materials(given.get("materials", "all"), asked)
        done = acts.perform(
            step.act, case=case, by=by, now=step.at, materials=brought, self_scale=given.get("self_scale")
        )
        return done.case  # type: ignore[no-any-return]

    def _case(self, step: Step) -> Any:
        if self.application is None:
            raise Refusal("wrong_state", "还没有提交申请。")
        model = acts.registry[step.act].model
        case: Any = self.assessment
        if model == "care.Benefit":
            case = self.benefit
            if case is None:
                raise Refusal("wrong_state", "结论书还没有送达，没有待遇。")
        elif model == "applications.Application":
            case = self.application
        if case is None:
            raise Refusal("wrong_state", "还没有派单，没有评估案件。")
        return case

    def _inputs(self, step: Step) -> dict[str, Any]:
        given = dict(step.inputs)
        if "body" in given:
            given["body"] = self.stage.bodies.get(given["body"])
        if "provider" in given:
            given["provider"] = self.stage.providers.get(given["provider"])
        if "carer" in given:
            given["carer"] = StaffMember.objects.filter(user=self.stage.user(given["carer"])).first()
        if "record" in given:
            given["record"] = ServiceRecord.objects.live().filter(benefit=self.benefit).order_by("started_at").last()
        if "family_carer" in given:
            ties = FamilyCarer.objects.filter(benefit=self.benefit, member__name=given["family_carer"])
            given["family_carer"] = ties.select_related("member").last()
        for key in PEOPLE:
            if key in given:
                given[key] = [self.stage.user(name) for name in given[key]]
        if "materials" in given and self.application is not None:
            told = self.application.missing_told or application_queries.missing(self.application)
            given["materials"] = _materials(given["materials"], told)
        return given

    def _letters(self) -> set[Any]:
        return set(Letter.objects.filter(matter__in=self.matters).values_list("pk", flat=True))

    def _journal(self) -> int:
        last = JournalEntry.objects.filter(matter=self.matter).order_by("-id").first() if self.matter else None
        return last.pk if last else 0

    def _filings(self) -> int:
        last = Filing.objects.filter(agency=self.stage.agency).order_by("id").last()
        return last.pk if last else 0

    def _compare(self, step: Step, refusal: Refusal | None, seen: Seen) -> Iterator[str]:
        expected = step.expect.get("refused")
        got = refusal.code if refusal else None
        if got != expected:
            said = f"（{refusal}）" if refusal else ""
            yield f"refused: 应为 {expected or '办成'}，实为 {got or '办成'}{said}"
        for key, wanted in step.expect.items():
            if key == "refused":
                continue
            found = self._found(key, wanted, step, seen)
            if _ordered(key, found) != _ordered(key, _plain(wanted)):
                yield f"{key}: 应为 {_plain(wanted)}，实为 {found}"

    def _found(self, key: str, wanted: Any, step: Step, seen: Seen) -> Any:
        if key in OBSERVED:
            return OBSERVED[key](self, wanted, step)
        application, assessment_now = self.application, self.assessment
        matter = self.matter
        match key:
            case "designation":
                return self.designation.state if self.designation else None
            case "agreement":
                found = self.agreement
                return {name: _plain(str(getattr(found, name)) if found else None) for name in wanted}
            case "application":
                return application.state if application else None
            case "assessment":
                return assessment_now.state if assessment_now else None
            case "benefit":
                return self.benefit.state if self.benefit else None
            case "mode":
                return self.benefit.mode if self.benefit else None
            case "on_day":
                return {day: self._standing(day) for day in wanted}
            case "level":
                return assessment_now.level if assessment_now else None
            case "benefit_from":
                return _plain(assessment_now.benefit_from) if assessment_now else None
            case "grounds":
                return list(application.grounds) if application else []
            case "due":
                return {kind: _plain(getattr(_limit(matter, kind), "due_on", None)) for kind in wanted}
            case "deadlines":
                return {kind: getattr(_limit(matter, kind), "state", None) for kind in wanted}
            case "letters":
                rows = Letter.objects.filter(matter__in=self.matters).exclude(pk__in=seen.letters)
                return [row.kind for row in rows.order_by("issued_at", "number")]
            case "filed":
                told = Filing.objects.filter(agency=self.stage.agency, pk__gt=seen.filings).order_by("id")
                return list(told.values_list("subject", flat=True))
            case "fee":
                fee = Fee.objects.filter(assessment=assessment_now).first()
                return {name: getattr(fee, name, None) for name in wanted}
            case "engagement":
                return self.engaged.state if self.engaged else None
            case "archive":
                return self.filed.edition if self.filed else None
            case "public_notice":
                return {"visible": self._visible(step.at, assessment_now)}
            case "journal":
                rows = JournalEntry.objects.filter(matter=matter, pk__gt=seen.journal).order_by("id")
                return list(rows.values_list("act", flat=True)) if matter else []
        raise KeyError(key)

    def _standing(self, day: Any) -> str:
        """The state of the benefit on a day by its stored periods."""
        if self.benefit is None:
            return "none"
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
        found = self.benefit.periods.covering(on).values_list("state", flat=True).first()
        return str(found or "none")

    def _visible(self, now: datetime, current: Assessment | None) -> bool:
        showing = PublicNotice.objects.showing(timezone.localdate(now))
        return current is not None and showing.filter(assessment=current).exists()


def _ordered(key: str, value: Any) -> Any:
    """Which grounds were found and which letters issued is what counts, not in which order; the journal has one."""
    return sorted(value) if key in ("grounds", "letters") and value is not None else value


def _limit(matter: Any, kind: str) -> Deadline | None:
    return deadlines.find(matter, kind) if matter else None


def _materials(given: Any, everything: list[str]) -> list[str]:
    return designating.picked(given, everything)


def _online_papers(case: Application) -> list[str]:
    """Who has registered a stay elsewhere brings what an online assessment asks for, where the region has one."""
    return list(rule("assessment.online_requires", area=case.area_code, on=case.policy_on).value)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
