"""The request as `ActorMiddleware` hands it to the views: it knows who acts."""

from django.http import HttpRequest

from accounts.actors import Actor


class DeskRequest(HttpRequest):
    actor: Actor
