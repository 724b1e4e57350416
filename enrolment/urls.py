from django.urls import path

from enrolment.views import importing, people

app_name = "enrolment"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/import/", importing.upload, name="import"),
    path("people/new/", people.register, name="register"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/change/", people.change, name="change"),
    path("people/<uuid:pk>/show/", people.show, name="show"),
]
