"""Letters are looked at before they exist: a PDF of no effect, and nothing of it remains."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.kinds import LETTERS
from documents.models import Letter
from documents.models.series import NumberSeries
from tests.acceptance.acts_table import TABLE, actor_name
from tests.pages.desk import everything, sign_in
from tests.pages.test_act_forms import act_url, sent
from tests.providers.scene import DesignationScene
from tests.providers.table import OBJECTION, agreement_in_state, inputs_of
from tests.scene import Scene, at
from workflow import previews
from workflow.acts import registry
from workflow.models import JournalEntry
from workflow.refusal import Refusal
from workflow.tasks import sweep

SceneAt, ClientOf = Callable[..., Scene], Callable[..., Client]
# The chapters whose pages offer it: a chapter that takes it up is named here and has a walk of its own below.
CHAPTERS = ("applications", "assessment", "providers", "care", "settlement")
OF_CASES = ("applications", "assessment")


def issuing(*chapters: str) -> set[str]:
    return {name for name, row in registry.items() if row.issues and name.split(".")[0] in chapters}


def look_at(name: str, **call: Any) -> None:
    """Preview: everything is as before, and what it showed is declared."""
    before = everything()
    done = previews.preview(name, **call)
    assert everything() == before, name
    assert done.letters and {letter.kind for letter in done.letters} <= set(registry[name].issues), name


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def looked_at(scene: Scene, client: Client, name: str, **fields: Any) -> Any:
    return client.post(f"{act_url(scene, name)}preview/", sent(scene, name, **fields))


@pytest.mark.requirement("X7")
def test_a_letter_is_read_before_the_act_and_nothing_of_it_remains(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("submitted")
    clerk = client_of(scene, "intake_clerk")
    before = everything()

    first, second = (looked_at(scene, clerk, "applications.accept") for _ in range(2))

    words = words_of(first.content)
    assert first.status_code == second.status_code == 200 and first["Content-Type"] == "application/pdf"
    assert "受理通知书" in words and "预览" in words and scene.stage.person.name in words
    assert "长护受" not in words and "核验码：" not in words
    assert everything() == before
    scene.act("applications.accept", "intake_clerk", version=scene.application.version)
    assert NumberSeries.objects.get(kind="acceptance_notice").last == 1


@pytest.mark.requirement("X7")
def test_a_preview_that_would_be_refused_tells_the_same_sentence(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = Scene("650100")
    scene.submitted(materials=["application_form"])
    clerk, before = client_of(scene, "intake_clerk"), everything()
    with pytest.raises(Refusal) as refused:
        scene.act("applications.accept", "intake_clerk")

    answer = looked_at(scene, clerk, "applications.accept")

    assert answer.status_code == 409
    assert refused.value.message in answer.content.decode() and "missing_materials" in answer.content.decode()
    assert everything() == before


def test_a_preview_of_an_incomplete_or_old_form_says_what_is_wrong(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("assigned")
    supervisor, url = client_of(scene, "supervisor"), f"{act_url(scene, 'assessment.extend')}preview/"
    before = everything()

    empty = supervisor.post(url, sent(scene, "assessment.extend", reason=""))
    old = supervisor.post(
        url, sent(scene, "assessment.extend", cause="complex_injury", reason="伤情复杂") | {"version": "0"}
    )

    assert empty.status_code == 422 and "理由" in empty.content.decode()
    assert old.status_code == 409 and "stale_page" in old.content.decode()
    assert supervisor.get(url).status_code == 405
    assert everything() == before


@pytest.mark.requirement("G3")
def test_whom_the_act_is_not_for_sees_no_preview(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("submitted")

    answer = looked_at(scene, client_of(scene, "reviewer"), "applications.accept")

    assert answer.status_code == 409 and "受理岗" in answer.content.decode()
    # An act that issues nothing has no preview.
    assert looked_at(scene, client_of(scene, "intake_clerk"), "applications.withdraw").status_code == 404


def test_only_the_page_of_an_act_that_issues_letters_offers_a_preview(scene_at: SceneAt, client_of: ClientOf) -> None:
    scene = scene_at("accepted")
    reviewer = client_of(scene, "reviewer")

    pages = [
        reviewer.get(act_url(scene, f"applications.{verb}")).content.decode() for verb in ("approve", "open_enquiry")
    ]

    assert ["预览文书" in page and 'formtarget="_blank"' in page for page in pages] == [True, False]


def test_every_act_that_issues_letters_can_be_looked_at(scene_at: SceneAt) -> None:
    scene, seen = scene_at("submitted", "659001"), set()

    def look(*names: str) -> None:
        """Preview with the inputs of the table."""
        for name in names:
            row = TABLE[name]
            call = {"case": scene.case_of(name), "by": scene.by(actor_name(scene, row)), "now": scene.now}
            call |= row.inputs(scene)
            look_at(name, **call)
            seen.add(name)

    def do(name: str, by: str = "") -> None:
        scene.act(name, by or actor_name(scene, TABLE[name]), **TABLE[name].inputs(scene))

    look("applications.accept", "applications.request_supplement", "applications.refuse")
    do("applications.accept")
    look("applications.approve")
    do("applications.approve")
    look("assessment.dispatch")
    do("assessment.dispatch")
    look("assessment.extend")
    do("assessment.record_visit")
    do("assessment.propose")
    do("assessment.confirm", scene.confirmer(1))
    do("assessment.confirm", scene.confirmer(2))
    look("assessment.publish")
    do("assessment.publish")
    look("assessment.request_review")
    do("assessment.report")
    look("assessment.settle_report")
    do("assessment.settle_report")
    scene.now = at(str(scene.assessment.notices.get().closes_on + timedelta(days=1)), 0, 30)
    sweep(scene.now, matter=scene.application.matter)
    scene.refresh()
    look("assessment.conclude")
    do("assessment.conclude")
    look("assessment.deliver")
    do("assessment.deliver", scene.deliverer)
    look("assessment.order_reassessment")

    # These need a fee that is due, half a year, a refusal, a stay elsewhere; they issue in the same way.
    needing_more = {
        *("assessment.collect_fee", "assessment.request_reassessment", "assessment.record_refusal"),
        "assessment.appoint_video",
    }
    assert issuing(*OF_CASES) - seen == needing_more


def test_every_act_on_an_organisation_that_issues_letters_can_be_looked_at() -> None:
    scene, seen = DesignationScene(), set()

    def look(verb: str, case: Any = None, by: str = "agreement_officer", **inputs: Any) -> None:
        look_at(f"providers.{verb}", case=case or scene.case, by=scene.by(by), now=scene.now, **inputs)
        seen.add(f"providers.{verb}")

    scene.submitted()
    look("accept")
    look("request_supplement", materials=["premises"])
    look("refuse", grounds=["conditions_not_met"])
    scene.act("accept", "agreement_officer")
    scene.voted()
    look("decide")
    scene.act("decide", "agreement_officer")
    look("publish")
    scene.act("publish", "agreement_officer")
    scene.act("object", "public", **OBJECTION)
    look("settle_objection", borne_out=True, findings="没有验收")
    scene = agreement_in_state("active")
    for verb in ("renew", "suspend", "terminate"):
        look(verb, case=scene.agreement, **inputs_of(scene, verb))
    scene.on_agreement("suspend", reason="人员不足")
    look("resume", case=scene.agreement, reason="已补足人员")
    scene = DesignationScene("body")
    scene.negotiating()
    look("sign", signed_by_name="赵建设")

    assert issuing("providers") == seen


@pytest.mark.requirement("D5")
def test_the_agreement_is_read_before_it_is_signed(clock: Any) -> None:
    scene = DesignationScene("body")
    scene.negotiating()
    clock.move_to(scene.now)
    officer, url = sign_in(scene.user("agreement_officer")), reverse("providers:act", args=[scene.case.pk, "sign"])
    form = {"version": scene.case.version, "starts_on": str(scene.now.date()), "signed_by_name": "赵建设"}
    before = everything()

    page, looked = officer.get(url).content.decode(), officer.post(f"{url}preview/", form)

    words = words_of(looked.content)
    assert "预览文书" in page and looked["Content-Type"] == "application/pdf"
    assert "定点评估机构服务协议" in words and "签订时编号" in words and "预览" in words
    assert scene.organisation.name in words and everything() == before
    refused = officer.post(f"{url}preview/", form | {"starts_on": "2026-03-01"})
    assert refused.status_code == 422 and "不能自签订以前" in refused.content.decode()
    stranger = sign_in(DesignationScene("provider", "NX").user("agreement_officer"))
    assert stranger.post(f"{url}preview/", form).status_code == 404
    assert officer.get(f"{url}preview/").status_code == 405


def test_a_preview_of_what_issues_nothing_says_so(clock: Any) -> None:
    scene = DesignationScene()
    scene.objected()
    clock.move_to(scene.now)
    url = reverse("providers:preview", args=[scene.case.pk, "settle_objection"])
    form = {"version": scene.case.version, "borne_out": "no", "findings": "已有验收"}

    answer = sign_in(scene.user("agreement_officer")).post(url, form)

    assert answer.status_code == 409 and "不会产生文书" in answer.content.decode()


def test_of_an_agreement_the_letter_of_its_end_is_read_before(clock: Any) -> None:
    scene = agreement_in_state("active")
    clock.move_to(scene.now)
    url = reverse("providers:preview_agreement", args=[scene.agreement.pk, "terminate"])
    form = {"version": scene.agreement.version, "because": "breach", "reason": "虚报费用"}

    words = words_of(sign_in(scene.user("agreement_officer")).post(url, form).content)

    assert "服务协议处理通知书" in words and "虚报费用" in words and scene.agreement.state == "active"


def test_every_letter_that_acts_issue_is_declared() -> None:
    folders = [Path(settings.BASE_DIR) / app / "acts" for app in CHAPTERS]
    sources = "".join(path.read_text() for folder in folders for path in folder.glob("*.py"))
    issued = set(re.findall(r'letter="(\w+)"', sources)) | {"conclusion", "review_conclusion"}
    declared = {kind for name in issuing(*CHAPTERS) for kind in registry[name].issues}
    # The sheets are made on request and change nothing.
    assert declared == issued - {"scale_sheets"} <= set(LETTERS)


def test_a_letter_that_its_act_does_not_declare_is_not_issued(
    scene_at: SceneAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scene_at("submitted")
    monkeypatch.setitem(registry["applications.accept"].__dict__, "issues", ())

    with pytest.raises(RuntimeError, match="acceptance_notice"):
        scene.act("applications.accept", "intake_clerk")

    assert not Letter.objects.exists() and not JournalEntry.objects.filter(act="applications.accept").exists()
