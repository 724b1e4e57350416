from django.urls import path

from providers.views import handlers, register, roster

app_name = "providers"
urlpatterns = [
    path("register/", register.engagements, name="engagements"),
    path("register/new/", register.propose, name="propose"),
    path("register/import/", roster.upload, name="import_roster"),
    path("register/import/template/", roster.template, name="roster_template"),
    path("register/<int:pk>/", register.engagement, name="engagement"),
    path("handlers/", handlers.handlers, name="handlers"),
    path("handlers/tender/", handlers.tender, name="tender"),
    path("handlers/tender/<int:pk>/contract/", handlers.draw_up, name="draw_up"),
    path("handlers/contract/<int:pk>/", handlers.contract, name="contract"),
    path("handlers/contract/<int:pk>/evaluate/", handlers.evaluate, name="evaluate"),
]
