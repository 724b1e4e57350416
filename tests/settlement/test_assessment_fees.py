"""Fees of assessments from the body's file to the payment: columns, checks, each rule, who bears what. F1, F2, F3, A18."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Fee
from documents.freezing import thaw
from documents.models import Letter
from settlement import deductions
from settlement.books import balances
from settlement.intake import receiving
from settlement.models import ClaimBatch, ClaimLine, Finding, Intake, PersonMonth, SettledLine, Voucher
from settlement.rules import ASSESSMENT, RULES
from tests.api.conftest import Caller, token_of
from tests.pages.desk import sign_in
from tests.scene import MILD, Scene
from tests.settlement.claims import HEAD as CARE_HEAD
from tests.settlement.claims import Town
from tests.settlement.fees import HEAD, MONTH, Body, found
from workflow.refusal import Refusal

PAID = {"amount": Decimal("300.00"), "method": "mobile", "payer": "张桂兰"}
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A18")]


@pytest.fixture
def body() -> Any:
    body = Body()
    with time_machine.travel(body.now, tick=False):
        yield body


def in_xinjiang() -> Body:
    """A region whose rules name no fee and let the fund bear all."""
    return Body("XJ")


def found_of(rule: str, batch: ClaimBatch) -> set[int]:
    return {row for row, rules in found(batch).items() if rule in rules}


@pytest.mark.requirement("F1")
@pytest.mark.requirement("F3")
def test_from_the_file_to_the_payment(body: Body) -> None:
    """One passed, one failed: the fund bears the first, the person the second; the books say what it was."""
    passed, failed = body.assessed(), body.assessed(MILD, start="2026-03-03")

    batch = body.screened(body.row(passed), body.row(failed))

    assert (batch.kind, batch.state, batch.line_count, batch.claimed_fen) == ("assessment", "screened", 2, 60000)
    line = ClaimLine.objects.of(batch).order_by("row")[0]
    assert (line.item_code, line.day, line.starts, line.carer_id, line.carer_code) == (
        "assessment_fee", date(2026, 3, 2), None, None, "",
    )  # fmt: skip
    assert found(batch) == {2: set(), 3: {"fee_of_person"}}

    batch = body.paid(batch)

    sums = (batch.refused_fen, batch.over_cap_fen, batch.own_fen, batch.fund_fen, batch.withheld_fen, batch.paid_fen)
    assert sums == (30000, 0, 0, 30000, 0, 30000)
    settled = SettledLine.objects.of(batch).get(fund_fen=30000)
    assert settled.basis == {"standard": "失能评估费用由基金支付", "citation": "乌鲁木齐失能评定细则第二十二条"}
    assert (settled.pool, "standard" in SettledLine.objects.of(batch).get(fund_fen=0).basis) == ("assessment", False)
    assert not PersonMonth.objects.exists()
    held = balances(body.stage.agency, date(2026, 12, 31))
    assert held == {"assessment": 30000, "payable": 0, "fiscal": -30000}
    assert set(Voucher.objects.filter(batch=batch).values_list("kind", flat=True)) == {"accrual", "payment"}
    letter = Letter.objects.get(case_id=batch.pk)
    facts = thaw(letter.letter_type.facts_class, letter.facts)
    assert (facts.kind_label, facts.of_care, facts.assumed, facts.withheld_fen) == ("失能评估费用", False, False, 0)
    assert "个人负担的评估费" in facts.passed_on
    assert [(row.label, row.lines, row.fund_fen) for row in facts.rows] == [("失能评估费用", 2, 30000)]
    assert [(row.label, row.refused_fen) for row in facts.refused] == [("评估费由个人承担", 30000)]


@pytest.mark.requirement("F2")
def test_every_rule_of_fees_has_its_test() -> None:
    codes = {code for code, rule in RULES.items() if rule.claims == ASSESSMENT}

    assert codes == {
        "fee_without_assessment", "fee_twice", "fee_again", "fee_of_person", "fee_bearer_open", "fee_above",
        "fee_standard_unknown",
    }  # fmt: skip


@pytest.mark.requirement("F2")
def test_only_what_this_body_carried_out_on_the_day_is_paid(body: Body) -> None:
    done = body.assessed()
    # Half past midnight in China is the day before in Greenwich.
    night = body.matter("2026-03-05", 0, 30)
    night.visited(route="committee")
    ended = body.matter("2026-03-04")
    ended.visited(route="committee")
    ended.act("assessment.cancel", "supervisor", reason="参保人死亡")
    waiting = body.matter("2026-03-04")
    waiting.assigned(route="committee")

    batch = body.screened(
        body.row(done), body.row(done, day="2026-03-01"), body.row(done, day="2026-03-03"), body.row(night),
        body.row(ended), body.row(waiting, day="2026-03-04"),
    )  # fmt: skip

    assert found_of("fee_without_assessment", batch) == {3, 4, 6, 7}
    told = {row.pk: row.row for row in ClaimLine.objects.of(batch)}
    evidence = {told[row.line_id]: row.evidence for row in Finding.objects.filter(rule="fee_without_assessment")}
    assert evidence[3] == {"申报的评估日期": "2026-03-01", "本机构对这名参保人的评估": "2026-03-02（已出具结论书）"}
    assert evidence[6]["本机构对这名参保人的评估"] == "2026-03-04（已终止）"
    assert evidence[7]["本机构对这名参保人的评估"] == "尚未评估（已派单）"


@pytest.mark.requirement("F2")
def test_what_another_body_carried_out_is_not_this_ones(body: Body) -> None:
    """The number of a matter that was dispatched to another body is refused before any rule looks at it."""
    theirs = body.matter()
    theirs.assigned(body="body_2", route="committee")
    theirs.act("assessment.record_visit", "assessor_11", **theirs.visit(assessors=["assessor_11", "expert_11"]))

    intake = body.send(body.row(theirs))

    assert [(error["row"], error["column"]) for error in intake.errors] == [(2, "评估事项编号")]
    assert found(body.screened(body.row(theirs), body="body_2")) == {2: {"fee_bearer_open"}}


@pytest.mark.requirement("F2")
def test_the_reviews_fee_is_the_second_bodys_and_the_level_says_who_bears_it() -> None:
    for scores, expected in ((None, {"fee_of_person"}), (MILD, set())):
        body = Body()
        with time_machine.travel(body.now, tick=False):
            scene = body.matter()
            scene.on_notice()
            first = body.row(scene)
            scene.act("assessment.request_review", "applicant", reason="等级偏低")
            scene.act("assessment.dispatch", "dispatcher", body=body.stage.bodies["body_2"])
            scene.act("assessment.collect_fee", "intake_clerk", **PAID)
            named = scene.visit(assessors=["assessor_11", "expert_11"], **({"scores": scores} if scores else {}))
            scene.act("assessment.record_visit", "assessor_11", **named)
            scene.act("assessment.refer", "body_manager_11")
            scene.act("assessment.propose", "committee_secretary")
            scene.act("assessment.confirm", "committee_expert_11")
            scene.act("assessment.confirm", "committee_expert_12")
            scene.act("assessment.conclude", "committee_secretary")

            assert found(body.screened(body.row(scene), body="body_2")) == {2: expected}
            # The first was overtaken before its own conclusion: nobody has said who bears it.
            assert found(body.screened(first)) == {2: {"fee_bearer_open"}}


@pytest.mark.requirement("F2")
def test_the_person_bears_what_failed_and_nobody_knows_before_the_conclusion(body: Body) -> None:
    passed, failed, open_one = body.assessed(), body.assessed(MILD), body.matter()
    open_one.confirmed()

    batch = body.screened(body.row(passed), body.row(failed), body.row(open_one))

    assert found(batch) == {2: set(), 3: {"fee_of_person"}, 4: {"fee_bearer_open"}}
    told = Finding.objects.get(batch=batch, rule="fee_of_person")
    assert told.kind == "reject" and "第二十二条" in told.citation
    assert told.evidence["情形"] == "初评未通过"
    with pytest.raises(Refusal) as refused:
        body.reviewed(batch)
    assert refused.value.code == "not_confirmed"
    batch = body.act("answer", batch, "body_manager", answer="结论待出具", rule="fee_bearer_open")
    batch = body.act("decide", batch, "first_reviewer", verdict="refuse", reason="结论未出具", rule="fee_bearer_open")
    assert (body.reviewed(batch).fund_fen, batch.claimed_fen) == (30000, 90000)


@pytest.mark.requirement("F2")
def test_without_a_fee_paid_in_advance_the_conclusion_itself_says_who_bears_it(body: Body) -> None:
    passed, failed, open_one = body.assessed(), body.assessed(MILD), body.matter()
    open_one.confirmed()
    Fee.objects.all().delete()

    batch = body.screened(body.row(passed), body.row(failed), body.row(open_one))

    assert found(batch) == {2: set(), 3: {"fee_of_person"}, 4: {"fee_bearer_open"}}


@pytest.mark.requirement("F2")
def test_the_fee_of_the_text_is_the_most(body: Body) -> None:
    cases = [body.assessed() for _ in range(3)]
    amounts = ("299.99", "300.00", "300.01")

    batch = body.screened(*(body.row(case, amount) for case, amount in zip(cases, amounts, strict=True)))

    assert found_of("fee_above", batch) == {4} and found_of("fee_standard_unknown", batch) == set()
    told = Finding.objects.get(batch=batch, rule="fee_above")
    assert (told.kind, told.allowed_fen) == ("reject", 30000)
    assert told.evidence == {"申报金额（元）": "300.01", "评估费标准（元）": "300.00"}
    batch = body.reviewed(batch)
    assert (batch.refused_fen, batch.fund_fen) == (1, 29999 + 60000)


@pytest.mark.requirement("F2")
def test_where_the_region_names_no_fee_somebody_decides() -> None:
    body = in_xinjiang()
    with time_machine.travel(body.now, tick=False):
        failed, early = body.assessed(MILD), body.matter("2026-03-04")
        early.visited()
        batch = body.screened(body.row(failed, "500.00"), body.row(early, "260.00"))

        assert found(batch) == {2: {"fee_standard_unknown"}, 3: {"fee_standard_unknown"}}
        reviewer = "first_reviewer"
        batch = body.act("answer", batch, "body_manager", answer="按协议", rule="fee_standard_unknown")
        lines = ClaimLine.objects.of(batch).order_by("row").values_list("pk", flat=True)
        said = {"verdict": "cut", "allowed_fen": 26000, "reason": "协议为每次260元"}
        batch = body.act("decide", batch, reviewer, lines=[lines[0]], **said)
        batch = body.act("decide", batch, reviewer, verdict="pass", reason="与协议相符", rule="fee_standard_unknown")
        batch = body.reviewed(batch)

    assert (batch.refused_fen, batch.own_fen, batch.fund_fen) == (24000, 0, 52000)


@pytest.mark.requirement("F2")
def test_one_assessment_is_paid_once_however_often_it_is_claimed(body: Body) -> None:
    first, second, third = body.assessed(), body.assessed(), body.assessed()

    batch = body.screened(body.row(first), body.row(first), body.row(second))
    assert found(batch) == {2: set(), 3: {"fee_twice"}, 4: set()}
    batch = body.paid(batch)
    assert batch.fund_fen == 60000

    again = body.screened(body.row(second), body.row(third))
    assert (again.number, found(again)) == (2, {2: {"fee_twice"}, 3: set()})
    told = Finding.objects.get(batch=again, rule="fee_twice")
    assert (told.evidence["所在批次"], told.evidence["已申报的行"]) == (1, 4)


@pytest.mark.requirement("F2")
def test_a_batch_that_was_sent_back_does_not_stand_in_the_way(body: Body) -> None:
    case = body.assessed()
    batch = body.screened(body.row(case))
    body.act("return_batch", batch, "first_reviewer", reason="金额不符", to="sender")

    again = body.screened(body.row(case))

    assert (again.number, again.follows_id, found(again)) == (2, batch.pk, {2: set()})
    assert body.paid(again).paid_fen == 30000


@pytest.mark.requirement("F2")
def test_what_was_refused_before_is_looked_at_again(body: Body) -> None:
    passed, late = body.assessed(), body.matter()
    late.confirmed()
    batch = body.screened(body.row(passed), body.row(late))
    batch = body.act("answer", batch, "body_manager", answer="结论待出具", rule="fee_bearer_open")
    batch = body.act("decide", batch, "first_reviewer", verdict="refuse", reason="结论未出具", rule="fee_bearer_open")
    body.paid(batch)

    again = body.screened(body.row(passed), body.row(late))

    assert found(again) == {2: {"fee_twice"}, 3: {"fee_again", "fee_bearer_open"}}


@pytest.mark.requirement("F1")
def test_faults_are_told_row_by_row_and_nothing_is_taken(body: Body) -> None:
    case, other = body.assessed(), body.assessed(MILD)
    matter = str(other.assessment.matter) if other.assessment else ""

    intake = body.send(
        body.row(case),
        body.row(case, day="2026-02-28"),
        body.row(case, day="三月二日"),
        body.row(case, id="110101190001010000"),
        body.row(case, name="李四"),
        body.row(case, matter=""),
        body.row(case, matter=matter),
        body.row(case, matter="1"),
        body.row(case, "-300.00"),
        body.row(case, "300.001"),
        body.row(case, "¥300"),
        body.row(case, ""),
        body.row(case, "300", name=""),
        body.row(case, matter=str(case.assessment.matter).upper() if case.assessment else ""),
    )

    assert (intake.state, intake.rows) == ("faulty", 14)
    assert {(error["row"], error["column"]) for error in intake.errors} == {
        (3, "评估日期"), (4, "评估日期"), (5, "证件号码"), (6, "姓名"), (7, "评估事项编号"), (8, "评估事项编号"),
        (9, "评估事项编号"), (10, "金额"), (11, "金额"), (12, "金额"), (13, "金额"),
    }  # fmt: skip
    assert not ClaimLine.objects.filter(month=MONTH).exists()


@pytest.mark.requirement("F1")
def test_a_day_that_has_not_come_is_told(body: Body) -> None:
    case = body.assessed()

    intake = body.send(body.row(case, day="2026-04-29"), body.row(case, day="2026-04-28"), month=date(2026, 4, 1))

    assert [(error["row"], error["message"]) for error in intake.errors] == [(2, "还没有到这一天，不能申报。")]


@pytest.mark.requirement("F1")
def test_the_template_of_the_other_kind_is_told(body: Body) -> None:
    case = body.assessed()

    care = body.send("2026-03-02,09:00,10:00,1,张,HL1,A01,1,60,60", head=CARE_HEAD)
    assert "这是护理服务费用的申报模板" in care.errors[0]["message"]
    assert "失能评估费用的模板" in care.errors[0]["message"]
    short = body.send("2026-03-02,300", head="评估日期,金额")
    assert "首行缺少这些列：证件号码、评估事项编号" in short.errors[0]["message"]

    town = Town()
    file = SimpleUploadedFile("三月.csv", f"{HEAD}\n{body.row(case)}\n".encode())
    begun = receiving.begin(
        provider=town.providers[0], name="三月.csv", month=MONTH, declared=True, now=town.now,
        by=town.by("provider_manager"),
    )  # fmt: skip
    intake = receiving.work(receiving.receive(begun, file).pk, town.now)
    assert intake is not None and "这是失能评估费用的申报模板" in intake.errors[0]["message"]


@pytest.mark.requirement("G3")
def test_each_organisation_claims_its_own_kind(body: Body) -> None:
    case, town = body.assessed(), Town()

    with pytest.raises(Refusal) as care_by_body:
        body.begin(body.row(case), kind=ClaimBatch.Kind.CARE)
    with pytest.raises(Refusal) as fees_by_provider:
        town.begin(town.row(town.person(), 2), kind=ClaimBatch.Kind.ASSESSMENT)
    with pytest.raises(Refusal) as of_another:
        body.begin(body.row(case), by=body.stage.actor("body_manager_11", body.now.date()))

    assert {one.value.code for one in (care_by_body, fees_by_provider, of_another)} == {"not_permitted"}
    assert not Intake.objects.exists()


@pytest.mark.requirement("F1")
def test_a_trial_run_takes_nothing_and_twice_the_same_is_one_batch(body: Body) -> None:
    case = body.assessed()

    trial = body.send(body.row(case), dry_run=True, declared=False)
    assert (trial.state, trial.rows) == ("checked", 1) and not ClaimBatch.objects.exists()

    body.screened(body.row(case))
    second = body.send(body.row(case))

    assert second.state == "faulty" and "已有一批申报正在办理" in second.errors[0]["message"]
    assert ClaimBatch.objects.count() == 1 and ClaimLine.objects.filter(month=MONTH).count() == 1
    assert receiving.work(second.pk, body.now) is None


def _two(body: Body) -> tuple[Scene, Scene]:
    return body.assessed(), body.assessed(MILD, start="2026-03-03")


@pytest.mark.requirement("F1")
def test_by_the_interface_in_parts(body: Body, django_capture_on_commit_callbacks: Any) -> None:
    first, second = _two(body)
    program = Caller(token_of(body.stage.user("body_manager"))[1])
    names = ("day", "id_number", "person_name", "record", "amount")
    begun = program.post("claims/uploads/", {"month": "2026-03", "declared": True}, key="k1")
    assert begun.status_code == 201
    url = f"/api/v1/claims/uploads/{begun.json()['id']}/"

    def put(number: int, row: dict[str, str]) -> Any:
        return program.client.put(f"{url}parts/{number}/", {"rows": [row]}, content_type="application/json")

    care = put(1, {"day": "2026-03-02", "starts": "09:00", "id_number": "1", "amount": "1"})
    assert (care.status_code, "record" in care.text) == (422, True)
    for number, scene in ((2, second), (1, first), (1, first)):
        assert put(number, dict(zip(names, body.row(scene).split(","), strict=True))).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        program.client.post(f"{url}finish/", {"parts": 2}, content_type="application/json")

    done = program.client.get(url).json()
    assert done["state"] == "taken", done
    batch = ClaimBatch.objects.get(pk=done["batch"])
    assert (batch.kind, batch.line_count, batch.source) == ("assessment", 2, "api")


@pytest.mark.requirement("F1")
def test_the_template_lists_what_the_body_did_and_comes_back_filled(
    body: Body, settings: LazySettings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    first, second = _two(body)
    ended = body.matter("2026-03-04")
    ended.visited(route="committee")
    ended.act("assessment.cancel", "supervisor", reason="参保人死亡")
    client = sign_in(body.stage.user("body_manager"))
    page = client.get(reverse("settlement:upload")).text
    assert "所申报的评估真实实施" in page and "护理人员" not in page and "所申报的服务" not in page
    assert str(first.assessment.matter) in client.get(reverse("matter", args=[first.assessment.matter])).text  # type: ignore[union-attr]

    answer = client.get(reverse("settlement:template") + "?month=2026-03")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book["评估费用明细"]
    assert [cell.value for cell in sheet[1]] == HEAD.split(",")
    listed = [tuple(cell.value for cell in row) for row in book["评估清单"].iter_rows(min_row=2)]
    assert [row[0] for row in listed] == [str(one.assessment.matter) for one in (first, second)]  # type: ignore[union-attr]
    assert "模板版本 2026-1" in book["填写说明"]["A1"].value
    for number, scene in enumerate((first, second), 2):
        for place, cell in enumerate(body.row(scene).split(","), 1):
            sheet.cell(number, place, float(cell) if place == 5 else cell)
    filled = io.BytesIO()
    book.save(filled)
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("申报.xlsx", filled.getvalue())
        client.post(reverse("settlement:upload"), {"month": "2026-03", "file": file, "declared": "on"})

    assert Intake.objects.get().state == "taken", Intake.objects.get().errors
    batch = ClaimBatch.objects.get()
    shown = [
        client.get(reverse(f"settlement:{name}", args=[batch.pk])).text.split("<main")[1] for name in ("batch", "lines")
    ]
    assert "评估费由个人承担" in shown[0] and "失能评估费" in shown[1] and "2026-03-03" in shown[1]
    assert all("护理" not in page.replace("长期护理保险", "") for page in shown)


@pytest.mark.requirement("F8")
def test_nothing_is_held_back_of_fees_unless_the_region_says_so() -> None:
    def share(kind: str, **said: Any) -> int:
        held = {"withheld_from": ["care"], "withheld_share": 5, "holdback": 10} | said
        ctx: Any = SimpleNamespace(case=SimpleNamespace(kind=kind))
        ctx.rule = lambda key: SimpleNamespace(value=held[key.rpartition(".")[2]])
        return deductions.share(ctx)

    assert (share("care"), share("assessment")) == (5, 0)
    assert share("assessment", withheld_from=["care", "assessment"]) == 5
    assert share("care", withheld_share=None) == 0
