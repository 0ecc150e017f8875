"""The tests of the shop. They need pytest and `bestsms-client[sandbox]`, but no account."""

from threading import Thread
from wsgiref.simple_server import make_server

import pytest

from .shop import Shop

ANNA, BERT = "+61491570006", "+61491570156"


@pytest.fixture
def shop(sms_client, sms_outbox):
    shop = Shop(sms_client, secret="s3cret")

    def site(environ, start_response):  # the shop's website
        length = int(environ["CONTENT_LENGTH"])
        shop.webhook(environ["wsgi.input"].read(length), environ["CONTENT_TYPE"])
        start_response("204 No Content", [])
        return []

    with make_server("127.0.0.1", 0, site) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        callbacks = {"https://shop.example": f"http://127.0.0.1:{server.server_port}"}
        sms_outbox.webhook("", callbacks=callbacks, secret="s3cret")
        yield shop
        server.shutdown()


def test_a_customer_is_told_that_the_order_has_arrived(shop, sms_outbox):
    shop.confirm("7", "Anna", ANNA)
    assert sms_outbox.last.text.startswith("Hello Anna, your order has arrived.")
    assert sms_outbox.last.to == (ANNA,)


def test_a_customer_who_cannot_be_reached_is_phoned(shop, sms_outbox):
    sms_outbox.fail(BERT, "Bad Number")
    shop.confirm("7", "Anna", ANNA)
    shop.confirm("8", "Bert", BERT)
    sms_outbox.advance(2)
    assert shop.to_phone == [BERT]


def test_a_customer_cancels_an_order(shop, sms_outbox):
    shop.confirm("7", "Anna", ANNA)
    sms_outbox.advance(2)
    sms_outbox.reply(ANNA, "NO")
    assert shop.cancelled == ["7"]


def test_a_lost_response_causes_no_second_message(shop, sms_outbox):
    lost = {"path": "/send/sms", "times": 1, "do": "reset", "keep": True}
    sms_outbox.control("PUT", "faults", {"faults": [lost]})
    shop.confirm("7", "Anna", ANNA)
    assert len(sms_outbox) == 1
