from django.urls import path

from workflow.views import why

app_name = "workflow"
urlpatterns = [path("deadlines/<int:pk>/why/", why.why, name="why")]
