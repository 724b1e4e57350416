"""/api/v1/: one address for each act, so that each has its own typed description."""

from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from accounts.access import API_ROUTE, PUBLIC_PAGE, Rule
from ltci.api import care, claims, organisations, uploads, views
from ltci.api.acting import Available, act_view
from ltci.api.inputs import acts_by_interface

app_name = "api"
PLACES = {
    "applications.Application": "applications",
    "assessment.Assessment": "assessments",
    "providers.Designation": "designations",
    "providers.Agreement": "agreements",
    "care.Benefit": "benefits",
    "settlement.ClaimBatch": "claims",
}


class Schema(SpectacularAPIView):
    """The description under a name of our own: what a caller adds to the address is no part of a header."""

    def _get_filename(self, request: Any, version: Any) -> str:
        return "ltci-api.yaml"


def ruled(view: Callable[..., Any], rule: Rule = API_ROUTE) -> Callable[..., Any]:
    """The view, marked with its access rule; the interface answers strangers by itself, in its own words."""
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def _acts() -> list[Any]:
    found = []
    for row in acts_by_interface():
        address = f"{PLACES[row.model]}/<uuid:pk>/acts/{row.verb}/"
        found.append(path(address, ruled(act_view(row).as_view()), name=f"act_{row.name.replace('.', '_')}"))
    for model, place in PLACES.items():
        view = type(f"{place.capitalize()}Acts", (Available,), {"model": model})
        found.append(path(f"{place}/<uuid:pk>/acts/", ruled(view.as_view()), name=f"{place}_acts"))
    return found


urlpatterns = [
    path("people/search/", ruled(views.People.as_view()), name="people"),
    path("people/<uuid:pk>/", ruled(views.OnePerson.as_view()), name="person"),
    path("applications/", ruled(views.Applications.as_view()), name="applications"),
    path("applications/<uuid:pk>/", ruled(views.OneApplication.as_view()), name="application"),
    path("assessments/", ruled(views.Assessments.as_view()), name="assessments"),
    path("assessments/<uuid:pk>/", ruled(views.OneAssessment.as_view()), name="assessment"),
    path("designations/", ruled(organisations.Designations.as_view()), name="designations"),
    path("designations/<uuid:pk>/", ruled(organisations.OneDesignation.as_view()), name="designation"),
    path("agreements/", ruled(organisations.Agreements.as_view()), name="agreements"),
    path("agreements/<uuid:pk>/", ruled(organisations.OneAgreement.as_view()), name="agreement"),
    path("benefits/", ruled(care.Benefits.as_view()), name="benefits"),
    path("benefits/<uuid:pk>/", ruled(care.OneBenefit.as_view()), name="benefit"),
    path("service-records/", ruled(care.Records.as_view()), name="service_records"),
    path("service-uploads/", ruled(care.Uploads.as_view()), name="service_uploads"),
    path("service-uploads/<uuid:pk>/", ruled(care.OneUpload.as_view()), name="service_upload"),
    path("designated/", ruled(organisations.Designated.as_view(), PUBLIC_PAGE), name="designated"),
    path("claims/", ruled(claims.Batches.as_view()), name="claims"),
    path("claims/<uuid:pk>/", ruled(claims.OneBatch.as_view()), name="claim"),
    path("claims/uploads/", ruled(claims.Intakes.as_view()), name="claim_uploads"),
    path("claims/uploads/<uuid:pk>/", ruled(claims.OneIntake.as_view()), name="claim_upload"),
    path("claims/uploads/<uuid:pk>/parts/<int:number>/", ruled(claims.Part.as_view()), name="claim_part"),
    path("claims/uploads/<uuid:pk>/finish/", ruled(claims.Finish.as_view()), name="finish_claim"),
    *_acts(),
    path("letters/", ruled(views.Letters.as_view()), name="letters"),
    path("letters/<uuid:pk>/file/", ruled(views.LetterFile.as_view()), name="letter_file"),
    path("deadlines/", ruled(views.Deadlines.as_view()), name="deadlines"),
    path("deadlines/<int:pk>/trace/", ruled(views.DeadlineTrace.as_view()), name="deadline_trace"),
    path("papers/", ruled(views.Papers.as_view()), name="papers"),
    path("papers/<uuid:pk>/file/", ruled(views.OnePaper.as_view()), name="paper_file"),
    path("uploads/<str:case_kind>/<uuid:pk>/", ruled(uploads.Uploads.as_view()), name="uploads"),
    path("uploads/<uuid:pk>/", ruled(uploads.OneUpload.as_view()), name="upload"),
    path("notices/", ruled(views.Notices.as_view(), PUBLIC_PAGE), name="notices"),
    path("schema/", ruled(Schema.as_view(), PUBLIC_PAGE), name="schema"),
]
