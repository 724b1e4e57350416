from django.urls import path

from providers.views import act, calls, designations, handlers, interests, public, register, roster, staff

app_name = "providers"
urlpatterns = [
    path("register/", register.engagements, name="engagements"),
    path("register/new/", register.propose, name="propose"),
    path("register/import/", roster.upload, name="import_roster"),
    path("register/import/template/", roster.template, name="roster_template"),
    path("register/<int:pk>/", register.engagement, name="engagement"),
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", staff.add, name="add_staff"),
    path("staff/import/", staff.upload, name="import_staff"),
    path("staff/import/template/", staff.template, name="staff_template"),
    path("staff/changes/", staff.changes, name="staff_changes"),
    path("staff/changes/<int:pk>/", staff.change, name="staff_change"),
    path("staff/<int:pk>/", staff.member, name="member"),
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.new_call, name="new_call"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("designated/", public.designated, name="designated"),
    path("designations/", designations.designations, name="designations"),
    path("designations/new/", designations.apply, name="apply"),
    path("designations/on-notice/", public.on_notice, name="on_notice"),
    path("designations/interests/", interests.interests, name="interests"),
    path("designations/<uuid:pk>/objection/", public.object_to, name="object"),
    path("designations/<uuid:pk>/<slug:verb>/", act.act, name="act"),
    path("designations/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
    path("agreements/", designations.agreements, name="agreements"),
    path("agreements/<uuid:pk>/<slug:verb>/", act.agreement_act, name="agreement_act"),
    path("agreements/<uuid:pk>/<slug:verb>/preview/", act.preview_agreement, name="preview_agreement"),
    path("filings/", designations.filings, name="filings"),
    path("handlers/", handlers.handlers, name="handlers"),
    path("handlers/tender/", handlers.tender, name="tender"),
    path("handlers/tender/<int:pk>/contract/", handlers.draw_up, name="draw_up"),
    path("handlers/contract/<int:pk>/", handlers.contract, name="contract"),
    path("handlers/contract/<int:pk>/evaluate/", handlers.evaluate, name="evaluate"),
]
