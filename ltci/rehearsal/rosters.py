"""What a scenario does of the roster of a provider: people come, change and leave by maker and checker. D7, C9, S4."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.posts import Post
from ltci.rehearsal.reading import Step
from providers.acts import bans, staff
from providers.models import RosterChange, StaffMember
from workflow.refusal import Code, Refusal

if TYPE_CHECKING:
    from ltci.rehearsal.playing import Play

BORN = date(1985, 1, 1)


def propose(play: "Play", step: Step, by: Actor) -> None:
    """`change`: add (left out), alter or leave; who is meant by a name has one number throughout the matter."""
    said = dict(step.inputs)
    name, change, born = said.pop("staff"), said.pop("change", "add"), said.pop("born", BORN)
    provider = _provider_of(by)
    if change == RosterChange.Kind.LEAVE:
        staff.propose_leave(member=_member(play, name, provider), by=by, now=step.at, **said)
        return
    held = _member(play, name, provider) if change == RosterChange.Kind.ALTER else None
    if held is not None:
        as_it_is = {field: getattr(held, field) for field in staff.FIELDS if field not in ("id_number", "kind")}
        staff.propose_alter(member=held, by=by, now=step.at, **as_it_is | said)
        return
    facts: dict[str, Any] = {
        "kind": "carer", "nhsa_code": "", "certificate": "长期照护师证书", "certificate_until": None,
        "labour_contract": True, "starts_on": timezone.localdate(step.at),
    }  # fmt: skip
    number = play.stage.number_of(name, born)
    staff.propose_add(organisation=provider, by=by, now=step.at, name=name, id_number=number, **facts | said)


def approve(play: "Play", step: Step, by: Actor) -> None:
    staff.approve(change=_change(play, step.inputs["staff"]), by=by, now=step.at)


def send_back(play: "Play", step: Step, by: Actor) -> None:
    change = _change(play, step.inputs["staff"])
    staff.send_back(change=change, reason=step.inputs.get("reason", ""), by=by, now=step.at)


def train(play: "Play", step: Step, by: Actor) -> None:
    said = dict(step.inputs)
    member = _member(play, said.pop("staff"), _provider_of(by))
    staff.record_training(member=member, by=by, now=step.at, **said)


def ban(play: "Play", step: Step, by: Actor) -> None:
    said = dict(step.inputs)
    name = said.pop("staff")
    number = play.stage.number_of(name, BORN)
    bans.enter_ban(name=name, id_number=number, by=by, now=step.at, **said)


def found(play: "Play", name: str) -> StaffMember | None:
    """The latest entry of that name on the roster of either provider."""
    rows = StaffMember.objects.filter(name=name, organisation__in=play.stage.providers.values())
    return rows.order_by("pk").last()


def _provider_of(by: Actor) -> Organisation:
    """The provider that the person manages; for anybody else the own organisation, which the act refuses."""
    seats = sorted(by.seats, key=lambda seat: seat.post != Post.PROVIDER_MANAGER)
    return Organisation.objects.get(pk=seats[0].organisation_id or 0)


def _member(play: "Play", name: str, provider: Organisation) -> StaffMember:
    row = StaffMember.objects.filter(name=name, organisation=provider).order_by("pk").last()
    if row is None:
        raise Refusal(Code.WRONG_STATE, f"{name} 不在名册中。")
    return row


def _change(play: "Play", name: str) -> RosterChange:
    """The latest proposal for that name."""
    rows = RosterChange.objects.filter(name=name, organisation__in=play.stage.providers.values())
    row = rows.order_by("pk").last()
    if row is None:
        raise Refusal(Code.WRONG_STATE, f"{name} 没有申报过。")
    return row
