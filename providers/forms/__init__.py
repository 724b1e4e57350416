"""Forms of the acts of designations and agreements, by act."""

from providers.forms import agreement, designation
from workflow.forms import ActForm, NothingForm

FORMS: dict[str, type[ActForm]] = {
    "providers.request_supplement": designation.SupplementNoticeForm,
    "providers.supplement": designation.SupplementForm,
    "providers.accept": NothingForm,
    "providers.refuse": designation.RefusalForm,
    "providers.form_panel": designation.PanelForm,
    "providers.record_review": designation.ReviewForm,
    "providers.decide": designation.DecisionForm,
    "providers.rectify": designation.RectificationForm,
    "providers.publish": NothingForm,
    "providers.object": designation.ObjectionForm,
    "providers.settle_objection": designation.SettlementForm,
    "providers.sign": designation.SignForm,
    "providers.withdraw": designation.WithdrawForm,
    "providers.renew": agreement.RenewalForm,
    "providers.suspend": agreement.SuspensionForm,
    "providers.resume": agreement.ResumptionForm,
    "providers.terminate": agreement.TerminationForm,
}
