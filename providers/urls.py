from django.urls import path

from providers.views import register

app_name = "providers"
urlpatterns = [
    path("register/", register.engagements, name="engagements"),
    path("register/new/", register.propose, name="propose"),
    path("register/<int:pk>/", register.engagement, name="engagement"),
]
