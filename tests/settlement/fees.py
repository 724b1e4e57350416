"""An assessment body with assessments brought about by real acts, and its claim files."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ltci.rehearsal.stage import _person
from settlement import payees
from settlement.intake import receiving
from settlement.models import ClaimBatch, Finding, Intake
from settlement.tasks import work_off
from tests.scene import Scene, at
from workflow import acts

MONTH = date(2026, 3, 1)
HEAD = "评估日期,证件号码,姓名,评估事项编号,金额"
TEXTS = {"proposal": "经审核，建议按核定金额结算。", "sampled": True}


class Body:
    """The first body of an area: who it assessed in March, what it claims in April."""

    def __init__(self, area: str = "URU") -> None:
        self.first = Scene(area)
        self.stage = self.first.stage
        self.now = at("2026-04-28")
        self.place = self.stage.bodies["body_1"]
        self.taken = False

    def matter(self, start: str = "2026-03-02", hour: int = 9, minute: int = 0) -> Scene:
        """One more person at the same agency and bodies, with nothing done yet."""
        scene, self.taken = (self.first if not self.taken else Scene.__new__(Scene)), True
        scene.now, scene.facts, scene.application, scene.assessment = at(start, hour, minute), {}, None, None
        scene.stage = self.stage if scene is self.first else replace(self.stage, person=self._another())
        return scene

    def _another(self) -> Any:
        return _person(self.stage.matter, self.stage.start)

    def assessed(self, scores: Any = None, start: str = "2026-03-02") -> Scene:
        """Somebody with a conclusion: that passed, or by these scores."""
        scene = self.matter(start)
        scene.concluded(scores)
        return scene

    def row(self, scene: Scene, amount: str = "300.00", **changed: str) -> str:
        """The line of a scene's assessment as the body writes it."""
        case = scene.assessment
        assert case is not None
        person = case.application.person
        visited = f"{timezone.localdate(case.visited_at):%Y-%m-%d}" if case.visited_at else "2026-03-02"
        cells = {"day": visited, "id": str(person.id_number), "name": person.name, "matter": str(case.matter)}
        return ",".join((cells | {"amount": amount} | changed).values())

    def begin(self, *rows: str, head: str = HEAD, body: str = "body_1", **changed: Any) -> Intake:
        who = "body_manager" if body == "body_1" else "body_manager_11"
        said = {
            "provider": self.stage.bodies[body], "month": MONTH, "declared": True, "now": self.now, "name": "三月.csv",
            "by": self.stage.actor(who, self.now.date()), "kind": ClaimBatch.Kind.ASSESSMENT, **changed,
        }  # fmt: skip
        content = "\n".join((head, *rows)).encode() + b"\n"
        return receiving.receive(receiving.begin(**said), SimpleUploadedFile("三月.csv", content))

    def send(self, *rows: str, **changed: Any) -> Intake:
        intake = self.begin(*rows, **changed)
        work_off(str(intake.pk))
        intake.refresh_from_db()
        return intake

    def screened(self, *rows: str, **changed: Any) -> ClaimBatch:
        intake = self.send(*rows, **changed)
        assert intake.state == "taken", intake.errors
        return ClaimBatch.objects.get(pk=intake.batch_id)

    def act(self, name: str, batch: ClaimBatch, by: str, **inputs: Any) -> ClaimBatch:
        actor = self.stage.actor(by, self.now.date())
        done = acts.perform(f"settlement.{name}", case=batch, by=actor, now=self.now, **inputs)
        return ClaimBatch.objects.select_related("agency__area", "provider").get(pk=done.case.pk)

    def reviewed(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("first_review", batch, "first_reviewer", **TEXTS)

    def paid(self, batch: ClaimBatch) -> ClaimBatch:
        self.payee()
        batch = self.act("recheck", self.reviewed(batch), "rechecker")
        return self.act("pay", batch, "payer")

    def payee(self) -> None:
        if payees.current(self.place.pk) is None:
            officers = [self.stage.actor(name, self.now.date()) for name in ("agreement_officer", "supervisor")]
            row = payees.enter(
                organisation=self.place, holder=self.place.name, bank="建设银行", account="1200001234567890",
                by=officers[0], now=self.now,
            )  # fmt: skip
            payees.confirm(payee=row, by=officers[1], now=self.now)


def found(batch: ClaimBatch) -> dict[int, set[str]]:
    """Row of the file → the rules that found something at it."""
    from settlement.models import ClaimLine

    rows = dict(ClaimLine.objects.of(batch).values_list("pk", "row"))
    told: dict[int, set[str]] = {row: set() for row in rows.values()}
    for line, rule in Finding.objects.filter(batch=batch).values_list("line_id", "rule"):
        told[rows[line]].add(rule)
    return told
