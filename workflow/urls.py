from django.urls import path

from workflow.views import reminders, why

app_name = "workflow"
urlpatterns = [
    path("deadlines/<int:pk>/why/", why.why, name="why"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/read/", reminders.mark_read, name="mark_read"),
]
