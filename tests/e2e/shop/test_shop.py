"""The shop's own tests, which need only `bestsms-client[sandbox]` and pytest."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bestsms_client import BestSMS
from bestsms_sandbox import Outbox

from .shop import Shop

ANNA, BERT = "+61491570006", "+61491570156"


@pytest.fixture
def shop(sms_client: BestSMS) -> Shop:
    return Shop(sms_client, secret="s3cret")


@pytest.fixture
def web(shop: Shop, sms_outbox: Outbox) -> Iterator[None]:
    """The shop's web site, registered in the sandbox as the webhook receiver."""

    class Site(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            shop.webhook(body, self.headers["Content-Type"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        local = f"http://127.0.0.1:{server.server_address[1]}"
        sms_outbox.webhook("", callbacks={"https://shop.example": local}, secret="s3cret")
        yield
        server.shutdown()
        thread.join()


def test_a_customer_is_informed(shop: Shop, sms_outbox: Outbox) -> None:
    shop.confirm("7", "Anna", ANNA)
    assert sms_outbox.last.text.startswith("Hello Anna, your order has arrived.")
    assert sms_outbox.last.to == (ANNA,)


@pytest.mark.usefixtures("web")
def test_an_unreachable_customer_is_phoned(shop: Shop, sms_outbox: Outbox) -> None:
    sms_outbox.fail(BERT, "Bad Number")
    shop.confirm("7", "Anna", ANNA)
    shop.confirm("8", "Bert", BERT)
    sms_outbox.advance(2)
    assert shop.calls == [BERT]


@pytest.mark.usefixtures("web")
def test_a_customer_cancels(shop: Shop, sms_outbox: Outbox) -> None:
    shop.confirm("7", "Anna", ANNA)
    sms_outbox.advance(2)
    sms_outbox.reply(ANNA, "NO")
    assert shop.cancelled == ["7"]


def test_the_reminder_is_sent_a_day_later(shop: Shop, sms_outbox: Outbox) -> None:
    shop.remind("7", ANNA)
    assert sms_outbox.last.status == "Delayed"
    sms_outbox.advance(23 * 3600)
    assert sms_outbox.last.status == "Delayed"
    sms_outbox.advance(3600 + 62)
    assert sms_outbox.last.status == "Completed"


def test_a_lost_response_does_not_send_twice(shop: Shop, sms_outbox: Outbox) -> None:
    lost = {"path": "/send/sms", "times": 1, "do": "reset", "keep": True}
    sms_outbox.control("PUT", "faults", {"faults": [lost]})
    shop.confirm("7", "Anna", ANNA)
    assert len(sms_outbox) == 1
