"""What is wrong with the people named for a visit, on site or by video, as the refusal that says so. A7, A8."""

from assessment.rules import team
from workflow.acts import Context
from workflow.refusal import Refusal


def refuse_faults(ctx: Context, people: list[team.Member], guardian: bool, guardian_field: str = "guardian") -> None:
    """Raises the plainest fault; `guardian`: whether a guardian or agent is there."""
    found = team.faults(
        people,
        people_min=ctx.rule("assessment.visit.people_min").value,
        experts_min=ctx.rule("assessment.visit.experts_min").value,
        guardian=guardian,
        guardians_min=ctx.rule("assessment.visit.guardians_min").value,
    )
    for fault in found:
        place = guardian_field if fault.code == "no_guardian" else "assessors"
        raise Refusal(fault.code, fault.message, ctx.rule(fault.key).citation, {place: fault.message})
