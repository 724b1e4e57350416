from django.urls import path

from workflow.views import reminders, tokens, why

app_name = "workflow"
urlpatterns = [
    path("deadlines/<int:pk>/why/", why.why, name="why"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/read/", reminders.mark_read, name="mark_read"),
]
