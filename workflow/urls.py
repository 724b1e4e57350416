from django.urls import path

from workflow.views import reminders, tokens, webhooks, why

app_name = "workflow"
urlpatterns = [
    path("deadlines/<int:pk>/why/", why.why, name="why"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/<int:pk>/", webhooks.deliveries, name="webhook_deliveries"),
    path("webhooks/<int:pk>/end/", webhooks.end, name="end_webhook"),
    path("webhooks/<int:pk>/replay/", webhooks.replay, name="replay_webhook"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/read/", reminders.mark_read, name="mark_read"),
]
