from django.urls import path

from policy import views

app_name = "policy"
urlpatterns = [
    path("policy/", views.explain_page, name="explain"),
    path("policy/compare/", views.compare_page, name="compare"),
    path("policy/key/<str:key>/", views.key_page, name="key"),
]
