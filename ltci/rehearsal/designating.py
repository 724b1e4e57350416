"""What a scenario does of designations and agreements: an organisation applies, is reviewed, signs. D1–D8."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from ltci.rehearsal.reading import Step
from providers import queries
from providers.acts.drafting import draft
from providers.acts.open_call import earliest_close, open_call
from providers.models import Agreement, Designation
from workflow import acts
from workflow.refusal import Code, Refusal

if TYPE_CHECKING:
    from ltci.rehearsal.playing import Play

FORM = {"legal_representative": "赵建设", "contact_phone": "13900000000", "scope": "全市"}
OFFERED = {"modes": ["home"], "capacity": 40}
OF_DESIGNATION = ("providers.Designation",)
OF_AGREEMENT = ("providers.Agreement",)


def _call(play: "Play", step: Step, by: Actor) -> None:
    said, agency = step.inputs, play.stage.agency
    kind, today = said.get("kind", "provider"), timezone.localdate(step.at)
    closes = said.get("closes_on") or earliest_close(agency, kind, today) or today + timedelta(days=10)
    open_call(
        agency=agency, kind=kind, title="招募公告", conditions="依法登记", scope="全市",
        procedure="书面查验、现场核查、集体评议", closes_on=closes, by=by, now=step.at,
    )  # fmt: skip


def _submit(play: "Play", step: Step, by: Actor) -> None:
    said = dict(step.inputs)
    place = next(seat.organisation_id for seat in by.seats if seat.post in ("body_manager", "provider_manager"))
    organisation = Organisation.objects.get(pk=place)
    given, asked = (
        said.pop("materials", "all"),
        {**FORM, **(OFFERED if organisation.kind == "provider" else {}), **said},
    )
    asked.setdefault("operating_since", date(play.stage.start.year - 5, 1, 1))
    case = draft(organisation=organisation, now=step.at, **asked)
    brought = picked(given, queries.required_of(case))
    play.designation = acts.perform(step.act, case=case, by=by, now=step.at, materials=brought).case


def picked(given: Any, everything: list[str]) -> list[str]:
    """`all`, `{all_but: […]}` or a list, against what is asked for."""
    if given == "all":
        return list(everything)
    if isinstance(given, dict):
        return [code for code in everything if code not in set(given.get("all_but", ()))]
    return list(given)


def _act(play: "Play", step: Step, by: Actor) -> None:
    row = acts.registry[step.act]
    if named := step.inputs.get("provider") or step.inputs.get("body"):
        play.named = _agreement_from_before(play, named, timezone.localdate(step.at))
    case: Any = play.agreement if row.model in OF_AGREEMENT else play.designation
    if case is None:
        raise Refusal(Code.WRONG_STATE, "还没有提出定点申请，或者还没有签订协议。")
    done = acts.perform(step.act, case=case, by=by, now=step.at, **_inputs(play, step, case))
    if isinstance(done.case, Designation):
        play.designation = done.case


def _agreement_from_before(play: "Play", name: str, on: date) -> Agreement | None:
    """The agreement of an organisation that did not apply in this matter."""
    place = (play.stage.bodies | play.stage.providers)[name]
    return Agreement.objects.between(play.stage.agency.pk, place.pk).filter(starts_on__lte=on).last()


def _inputs(play: "Play", step: Step, case: Any) -> dict[str, Any]:
    said = {key: value for key, value in step.inputs.items() if key not in ("provider", "body")}
    if "materials" in said:
        said["materials"] = picked(said["materials"], case.missing_told or queries.required_of(case))
    if "members" in said:
        said["members"] = _members(play, step, case, said.pop("without", ()))
    if "items" in said:
        looked_at = queries.checklist(case) if said["items"] == "all" else said["items"]
        said["items"] = {item: {"met": True, "note": ""} for item in looked_at}
    if step.act == "providers.sign":
        said.setdefault("signed_by_name", "赵建设")
    return said


def _members(play: "Play", step: Step, case: Designation, without: Any) -> dict[int, list[str]]:
    """The fields of the region in turn, but for those that are left out."""
    names = step.inputs["members"]
    fields = [name for name in queries.panel_terms(case).fields if name not in without]
    held: dict[int, list[str]] = {play.stage.user(name).pk: [] for name in names}
    for place, name in enumerate(fields):
        held[list(held)[place % len(held)]].append(name)
    return {user: has or fields[:1] for user, has in held.items()}


def agreement_of(designation: Designation | None) -> Agreement | None:
    """The latest agreement of the matter."""
    return queries.current_agreement(designation.matter) if designation else None


def handlers() -> dict[str, Callable[["Play", Step, Actor], None]]:
    """By act: all that are registered on designations and agreements, and the call."""
    found: dict[str, Callable[[Play, Step, Actor], None]] = {
        row.name: _act for row in acts.registry.values() if row.model in (*OF_DESIGNATION, *OF_AGREEMENT)
    }
    return found | {"providers.open_call": _call, "providers.submit": _submit}
