"""The acts of a benefit, one module each; importing this package registers all of them."""

from care.acts.accept_dispatch import accept_dispatch
from care.acts.admit import admit
from care.acts.approve_family_carer import approve_family_carer
from care.acts.change_mode import change_mode
from care.acts.change_provider import change_provider
from care.acts.choose import choose
from care.acts.complete_family_training import complete_family_training
from care.acts.confirm_plan import confirm_plan
from care.acts.correct_service import correct_service
from care.acts.decline_dispatch import decline_dispatch
from care.acts.discharge import discharge
from care.acts.dispatch import dispatch
from care.acts.draft_plan import draft_plan
from care.acts.end import end
from care.acts.end_family_carer import end_family_carer
from care.acts.enter_family_carer import enter_family_carer
from care.acts.evaluate_plan import evaluate_plan
from care.acts.open_benefit import open_benefit
from care.acts.rate_service import rate_service
from care.acts.record_consent import record_consent
from care.acts.record_death import record_death
from care.acts.record_service import record_service
from care.acts.resume import resume
from care.acts.return_family_carer import return_family_carer
from care.acts.revise_plan import revise_plan
from care.acts.suspend import suspend
from care.acts.turn import turn

__all__ = [
    "accept_dispatch",
    "admit",
    "approve_family_carer",
    "change_mode",
    "change_provider",
    "choose",
    "complete_family_training",
    "confirm_plan",
    "correct_service",
    "decline_dispatch",
    "discharge",
    "dispatch",
    "draft_plan",
    "end",
    "end_family_carer",
    "enter_family_carer",
    "evaluate_plan",
    "open_benefit",
    "rate_service",
    "record_consent",
    "record_death",
    "record_service",
    "resume",
    "return_family_carer",
    "revise_plan",
    "suspend",
    "turn",
]
