"""Other systems are told of acts: signed, tried again, with receipts, as far as their account may see. I1."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.desk import sign_in
from tests.scene import Scene
from workflow.models import JournalEntry, Webhook, WebhookDelivery
from workflow.refusal import Refusal
from workflow.webhooks import managing, sending

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I1")]


class Receiver:
    """A real server; `answers` are the statuses that it gives, one after the other, the last for ever."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append((dict(self.headers), content))
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                self.send_response(status)
                if status in (301, 302):
                    self.send_header("Location", "http://127.0.0.1/elsewhere")
                self.end_headers()
                self.wfile.write("收到".encode())

            def log_message(self, *args: Any) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/told"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiving() -> Iterator[Callable[..., Receiver]]:
    made: list[Receiver] = []

    def make(*answers: int) -> Receiver:
        made.append(Receiver(*(answers or (200,))))
        return made[-1]

    yield make
    for receiver in made:
        receiver.server.shutdown()
        receiver.server.server_close()


@pytest.fixture
def scene(scene_at: Callable[..., Scene]) -> Scene:
    return scene_at("submitted")


def subscribe(scene: Scene, address: str, name: str = "reviewer", told: tuple[str, ...] = ()) -> tuple[Webhook, str]:
    return managing.subscribe(
        user=scene.user(name), name="平台", address=address, told=told, by=scene.by("user_admin"), now=timezone.now()
    )


def accept(scene: Scene) -> None:
    scene.act("applications.accept", "intake_clerk")


def test_an_act_is_told_once_signed_and_without_personal_data(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver = receiving()
    _, secret = subscribe(scene, receiver.address)
    accept(scene)

    assert sending.send(timezone.now()) == {"delivered": 1, "waiting": 0, "withheld": 0}
    assert sending.send(timezone.now() + timedelta(days=1)) == {"delivered": 0, "waiting": 0, "withheld": 0}

    [(headers, content)] = receiver.heard
    mac = HMAC(secret.encode(), SM3())
    mac.update(headers["X-LTCI-Timestamp"].encode() + b"." + content)
    assert headers["X-LTCI-Signature"] == f"hmac-sm3={mac.finalize().hex()}"
    said = json.loads(content)
    case = scene.application
    assert case is not None
    assert (said["act"], said["new_state"], said["case"]["id"]) == ("applications.accept", "accepted", str(case.pk))
    assert case.person.name not in content.decode()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, [a.said for a in delivery.attempts.all()]) == ("delivered", ["收到"])


def test_an_act_that_was_rolled_back_is_not_told(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    subscribe(scene, receiving().address)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        accept(scene)
        raise ZeroDivisionError
    with pytest.raises(Refusal):
        scene.act("applications.approve", "reviewer")

    assert not WebhookDelivery.objects.exists()


def test_only_the_acts_asked_for(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    subscribe(scene, receiving().address, told=("applications.approve",))
    accept(scene)
    scene.act("applications.approve", "reviewer")

    assert [row.act for row in WebhookDelivery.objects.all()] == ["applications.approve"]


def test_a_body_is_told_of_its_own_cases_only(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver = receiving()
    subscribe(scene, receiver.address, "body_manager")
    accept(scene)
    scene.act("applications.approve", "reviewer")
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])

    assert sending.send(timezone.now())["delivered"] == 0

    assert receiver.heard == []
    assert {row.state for row in WebhookDelivery.objects.all()} == {"withheld"}


def test_a_dismissed_account_is_told_nothing_more(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver = receiving()
    subscribe(scene, receiver.address)
    accept(scene)
    user = scene.user("reviewer")
    user.is_active = False
    user.save()

    sending.send(timezone.now())

    assert receiver.heard == []


def test_what_is_not_received_is_tried_again_later_and_then_given_up(
    scene: Scene, receiving: Callable[..., Receiver], settings: Any
) -> None:
    receiver = receiving(500)
    settings.LTCI_WEBHOOK_DELAYS = (60, 300)
    subscribe(scene, receiver.address)
    accept(scene)
    now = timezone.now()

    sending.send(now)
    assert sending.send(now + timedelta(seconds=59))["waiting"] == 0
    sending.send(now + timedelta(seconds=61))
    sending.send(now + timedelta(seconds=400))

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.attempts.count(), len(receiver.heard)) == ("failed", 3, 3, 3)
    assert sending.send(now + timedelta(days=9))["waiting"] == 0


def test_messages_come_in_the_order_of_the_acts(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver = receiving(500, 200)
    subscribe(scene, receiver.address)
    accept(scene)
    scene.act("applications.approve", "reviewer")
    now = timezone.now()

    sending.send(now)
    assert len(receiver.heard) == 1  # the second waits for the first
    sending.send(now + timedelta(seconds=61))

    assert [json.loads(content)["act"].split(".")[1] for _, content in receiver.heard] == [
        "accept",
        "accept",
        "approve",
    ]


def test_a_redirect_is_not_followed(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver = receiving(302)
    subscribe(scene, receiver.address)
    accept(scene)

    assert sending.send(timezone.now())["waiting"] == 1
    assert len(receiver.heard) == 1


@pytest.mark.parametrize("dripping", [False, True])
def test_a_receiver_that_hangs_holds_up_nobody_else(
    scene: Scene, receiving: Callable[..., Receiver], settings: Any, dripping: bool
) -> None:
    settings.LTCI_WEBHOOK_SECONDS = 1
    silent = socket.create_server(("127.0.0.1", 0))
    drip = threading.Thread(target=_drip, args=(silent,), daemon=True)
    if dripping:
        drip.start()
    good = receiving()
    subscribe(scene, f"http://127.0.0.1:{silent.getsockname()[1]}/")
    subscribe(scene, good.address)
    accept(scene)

    begun = time.monotonic()
    sent = sending.send(timezone.now())

    assert (sent["delivered"], sent["waiting"], len(good.heard)) == (1, 1, 1)
    assert time.monotonic() - begun < 5
    hung = WebhookDelivery.objects.get(state="waiting")
    assert "没有在时限内应答" in hung.attempts.get().said
    silent.close()
    if dripping:
        drip.join()


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.1)


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1/", "http://user:pass@127.0.0.1/", "https://169.254.169.254/latest", "https://localhost/"],
)
def test_only_hosts_that_the_operator_approved(scene: Scene, address: str) -> None:
    with pytest.raises(Refusal) as refused:
        subscribe(scene, address)

    assert refused.value.code == "invalid_input"
    assert not Webhook.objects.exists()


def page(scene: Scene) -> Client:
    return sign_in(scene.user("user_admin"))


def test_the_page_sets_up_shows_receipts_and_sends_again(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    receiver, admin = receiving(500, 200), page(scene)
    said = {"user": scene.user("reviewer").pk, "name": "平台", "address": receiver.address}
    shown = admin.post(reverse("workflow:webhooks"), said).content.decode()
    hook = Webhook.objects.get()
    assert shown.count(hook.secret) == 1
    assert hook.secret not in admin.get(reverse("workflow:webhooks")).content.decode()
    accept(scene)
    sending.send(timezone.now())
    WebhookDelivery.objects.update(state="failed")

    listed = admin.get(reverse("workflow:webhook_deliveries", args=[hook.pk])).content.decode()
    assert "多次未送达" in listed
    assert "500" in listed
    admin.post(reverse("workflow:replay_webhook", args=[hook.pk]), {"failed": "1"})
    sending.send(timezone.now())

    assert WebhookDelivery.objects.get().state == "delivered"
    first, second = (content for _, content in receiver.heard)
    assert first == second
    assert JournalEntry.objects.filter(act="accounts.replay").count() == 1


def test_an_ended_subscription_is_told_nothing_and_cannot_be_sent_again(
    scene: Scene, receiving: Callable[..., Receiver]
) -> None:
    receiver, admin = receiving(), page(scene)
    hook, _ = subscribe(scene, receiver.address)
    for _ in range(2):
        admin.post(reverse("workflow:end_webhook", args=[hook.pk]))
    accept(scene)
    sending.send(timezone.now())

    assert receiver.heard == []
    assert not WebhookDelivery.objects.exists()
    assert JournalEntry.objects.filter(act="accounts.end_subscription").count() == 1
    with pytest.raises(Refusal):
        managing.replay(hook=Webhook.objects.get(), chosen=None, by=scene.by("user_admin"), now=timezone.now())


def test_another_area_sees_nothing_of_it(scene: Scene, receiving: Callable[..., Receiver]) -> None:
    hook, _ = subscribe(scene, receiving().address)
    stranger = page(Scene("640100"))

    assert stranger.get(reverse("workflow:webhook_deliveries", args=[hook.pk])).status_code == 404
    assert stranger.post(reverse("workflow:replay_webhook", args=[hook.pk]), {"failed": "1"}).status_code == 404
    assert stranger.post(reverse("workflow:end_webhook", args=[hook.pk])).status_code == 404
    assert "127.0.0.1" not in stranger.get(reverse("workflow:webhooks")).content.decode()
