"""Forms of the acts of a benefit, by act."""

from care.forms import choosing, family, happening, planning, recording
from workflow.forms import ActForm, NothingForm

FORMS: dict[str, type[ActForm]] = {
    "care.choose": choosing.ChoiceForm,
    "care.dispatch": NothingForm,
    "care.accept_dispatch": NothingForm,
    "care.decline_dispatch": choosing.DeclineForm,
    "care.change_mode": choosing.ModeForm,
    "care.change_provider": choosing.ProviderForm,
    "care.draft_plan": planning.PlanForm,
    "care.revise_plan": planning.RevisionForm,
    "care.confirm_plan": planning.ConfirmPlanForm,
    "care.evaluate_plan": planning.EvaluationForm,
    "care.record_consent": planning.ConsentForm,
    "care.enter_family_carer": family.EntryForm,
    "care.approve_family_carer": NothingForm,
    "care.return_family_carer": family.ReturnForm,
    "care.complete_family_training": family.TrainedForm,
    "care.end_family_carer": family.FamilyEndForm,
    "care.admit": happening.AdmissionForm,
    "care.discharge": happening.DischargeForm,
    "care.record_death": happening.DeathForm,
    "care.suspend": happening.SuspensionForm,
    "care.resume": happening.ResumptionForm,
    "care.end": happening.EndForm,
    "care.record_service": recording.ServiceForm,
    "care.correct_service": recording.CorrectionForm,
    "care.rate_service": recording.RatingForm,
}
