"""The page with 10,000 messages and 1 to 5,000 recipients: time and size of its views.

`pytest -s tests/bench/test_page.py` prints the medians.
"""

import json
import statistics
import time

import httpx
import pytest

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.loading import load
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway, GatewayRequest
from bestsms_sandbox.server import Sandbox
from bestsms_sandbox.storage.database import Database

MESSAGES, RECIPIENTS, BUDGET_MS, BUDGET_BYTES, ROUNDS = 10_000, 5_000, 200, 200_000, 9
PATHS = {
    "first paint": "/",
    "search for a text": "/?q=table+9999",
    "search for a number": "/?q=0491+570+006",
    "search for nothing": "/?q=%D0%BD%D0%B5%D1%82",
    "last page": "/?page=200",
    "a filter": "/?status=Delivered&mode=Live",
    "one message": "/_sandbox/page/messages/5000",
    "5,000 recipients": "/_sandbox/page/messages/10001",
    "their last page": "/_sandbox/page/messages/10001?page=100",
    "conversations": "/_sandbox/page/conversations",
    "requests": "/_sandbox/page/requests",
}


@pytest.mark.alone
def test_the_page_is_fast_with_ten_thousand_messages(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = str(tmp_path_factory.mktemp("bench") / "sandbox.db")
    fill(path)
    took: dict[str, float] = {}
    with Sandbox(db=path) as sandbox, httpx.Client(base_url=sandbox.page_url) as client:
        for name, place in PATHS.items():
            took[name] = statistics.median(milliseconds(client, place) for _ in range(ROUNDS))
            size = len(client.get(place).content)
            print(f"{name}: {took[name]:.0f} ms, {size / 1000:.0f} kB")
            assert size < BUDGET_BYTES, name
    assert max(took.values()) < BUDGET_MS, took


def fill(path: str) -> None:
    database = Database(path)
    context = SandboxContext(load(), database, "http://127.0.0.1/", "token", strict=False)
    gateway = Gateway(context)
    headers = {b"authorization": b"Basic token", b"content-type": b"application/json"}
    for number in range(MESSAGES):
        text = f"Dear customer, your table {number} is ready. Come before ten, or call us."
        data = {"Message": text, "Destinations": [f"+61491570{number % 1000:03}"]}
        body = json.dumps({"MessageData": data}).encode()
        request = GatewayRequest("POST", BASE_PATH + "/send/sms", "", headers, body)
        assert gateway.handle(request).status == 200
    many = [f"+6149157{number:04}" for number in range(RECIPIENTS)]
    data = {"Message": "To everyone", "Destinations": many}
    body = json.dumps({"MessageData": data}).encode()
    request = GatewayRequest("POST", BASE_PATH + "/send/sms", "", headers, body)
    assert gateway.handle(request).status == 200
    context.clock.advance(60)
    gateway.tick()
    database.close()


def milliseconds(client: httpx.Client, place: str) -> float:
    start = time.perf_counter()
    response = client.get(place)
    took = time.perf_counter() - start
    assert response.status_code == 200
    return took * 1000
