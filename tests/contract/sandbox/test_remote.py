"""A sandbox that other machines can reach: who needs the token, and who is refused.

127.0.0.2 stands for another machine: only 127.0.0.1 and ::1 count as this machine.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.contract.sandbox.sandbox_api import ALICE
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_client import BestSMS
from bestsms_sandbox import Outbox, Sandbox

pytestmark = pytest.mark.slow

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - reachable through two addresses
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
HTML = {"Accept": "text/html"}


def caller(sandbox: Sandbox, address: str = ELSEWHERE, **headers: str) -> httpx.Client:
    port = urlsplit(sandbox.base_url).port
    return httpx.Client(
        base_url=f"http://{ELSEWHERE if address == ELSEWHERE else HERE}:{port}",
        transport=httpx.HTTPTransport(local_address=address),
        headers={"Host": f"192.0.2.1:{port}" if address == ELSEWHERE else f"{HERE}:{port}"}
        | headers,
    )


@pytest.fixture(scope="module")
def remote() -> Iterator[Sandbox]:
    with Sandbox(host=ANY_ADDRESS, allow_remote=True, token="t0ken") as sandbox:
        yield sandbox


PATHS = ["/", "/_sandbox/page/scenarios", "/_sandbox/messages", "/_sandbox/view/messages"]


@pytest.mark.parametrize("path", PATHS)
def test_this_machine_needs_no_token(remote: Sandbox, path: str) -> None:
    with closing(caller(remote, HERE)) as local:
        assert local.get(path).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/_sandbox/nowhere", "/_sandbox/static/page.css"])
def test_another_machine_needs_the_token(remote: Sandbox, path: str) -> None:
    with closing(caller(remote)) as other:
        response = other.get(path)
        assert (response.status_code, response.json()["error"][:29]) == (
            401, "The control API requires the ",
        )  # fmt: skip
        for scheme in ("Bearer", "basic"):
            headers = {"Authorization": f"{scheme} t0ken"}
            assert other.get(path, headers=headers).status_code in (200, 404)
        for wrong in ("Bearer wrong", "Bearer", "Digest t0ken", "t0ken", "Bearer t0kén"):
            shown = [(b"Authorization", wrong.encode())]
            assert other.get(path, headers=shown).status_code == 401


@pytest.mark.parametrize("call", ["POST reset", "DELETE faults", "PUT settings", "POST clock"])
def test_another_machine_cannot_change_anything_without_the_token(
    remote: Sandbox, call: str
) -> None:
    remote.outbox.control("POST", "reset")
    with BestSMS(remote.token, base_url=remote.base_url) as client:
        client.messaging.sms.send_message(message="Hello", destinations=ALICE)
    method, path = call.split()
    with closing(caller(remote)) as other:
        assert other.request(method, f"/_sandbox/{path}").status_code == 401
    assert len(remote.outbox) == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.0.0.2", "LOCALHOST"])
def test_a_forged_host_of_another_machine_is_refused(remote: Sandbox, host: str) -> None:
    port = urlsplit(remote.base_url).port
    for name in (host, f"{host}:{port}"):
        with closing(caller(remote, Host=name)) as other:
            assert other.get("/_sandbox/messages").status_code == 401
            assert other.post("/_sandbox/reset").status_code == 401
            # Clients use such a name for a published container port, with the token.
            token = {"Authorization": "Bearer t0ken"}
            assert other.get("/_sandbox/messages", headers=token).status_code == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_a_foreign_page_in_a_local_browser_is_refused(
    remote: Sandbox, headers: dict[str, str]
) -> None:
    with closing(caller(remote, HERE, **headers)) as local:
        assert local.get("/_sandbox/messages").status_code == 401


def test_logging_in_with_a_browser(remote: Sandbox) -> None:
    with closing(caller(remote, **HTML)) as browser:
        page = browser.get("/")
        assert (page.status_code, 'action="/_sandbox/login"' in page.text) == (401, True)
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        wrong = browser.post("/_sandbox/login", data={"token": "wrong"})
        assert (wrong.status_code, "token is not correct" in wrong.text) == (401, True)
        done = browser.post("/_sandbox/login", data={"token": " t0ken "})
        assert (done.status_code, done.headers["Location"]) == (303, "/")
        cookie = done.headers["Set-Cookie"]
        browser.cookies.clear()
        assert "t0ken" not in cookie
        assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
        session = {"Cookie": cookie.split(";")[0]}
        assert browser.get("/", headers=session).status_code == 200
        here = {"Origin": f"http://{browser.headers['Host']}"}
        form = "/_sandbox/page/actions/clear"
        assert browser.post(form, headers=session | here).status_code == 303
        for origin in ("https://evil.example", "null", "http://192.0.2.1:1"):
            foreign = session | {"Origin": origin}
            assert browser.post(form, headers=foreign).status_code == 401
        for wrong_session in ("bestsms_sandbox=", "bestsms_sandbox=x", "other=x", ";;=", "é"):
            cookies = [(b"Cookie", wrong_session.encode())]
            assert browser.get("/", headers=cookies).status_code == 401
        assert browser.post("/_sandbox/login", content=b"x" * 100_000).status_code == 401


def test_the_gateway_always_requires_the_token(remote: Sandbox) -> None:
    path = "/api/v2.04/addressbook/contact/list"
    for address in (HERE, ELSEWHERE):
        with closing(caller(remote, address)) as client:
            assert client.get(path).status_code == 401
            response = client.get(path, headers={"Authorization": "Basic t0ken"})
            assert response.status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/api/v2.04/addressbook/contact/list", "/nowhere"])
def test_without_the_option_other_machines_are_refused(path: str) -> None:
    with Sandbox(host=ANY_ADDRESS, token="t0ken") as sandbox, closing(caller(sandbox)) as other:
        for headers in ({}, {"Authorization": "Basic t0ken"}, {"Host": "localhost"}):
            response = other.get(path, headers=headers)
            assert (response.status_code, "--allow-remote" in response.text) == (403, True)


@pytest.mark.parametrize("allow", [False, True])
@pytest.mark.parametrize("host", [ANY_ADDRESS, "", "::", "localhost", "::1"])
def test_the_printed_addresses_can_be_called(host: str, allow: bool) -> None:
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(host=host, allow_remote=allow))
        client = stack.enter_context(BestSMS(sandbox.token, base_url=sandbox.base_url))
        client.messaging.sms.send_message(message="Hello", destinations=ALICE)
        assert sandbox.outbox.last.text == "Hello"
        assert httpx.get(sandbox.page_url, trust_env=False).status_code == 200


def test_clients_get_the_public_url_and_the_outbox_still_works() -> None:
    with Sandbox(host=ANY_ADDRESS, allow_remote=True, public_url="http://sandbox:8080") as sandbox:
        assert sandbox.base_url == "http://sandbox:8080/api/v2.04"
        assert sandbox.page_url == "http://sandbox:8080/"
        assert len(sandbox.outbox) == 0


@pytest.mark.parametrize(
    "url", ["sandbox:8080", "ftp://sandbox", "http://", "http://a/b", "http://[", "x"]
)
def test_an_invalid_public_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"public_url|URL|IPv6"):
        Sandbox(public_url=url)


def test_an_outbox_on_another_machine_sends_the_token(remote: Sandbox) -> None:
    remote.outbox.control("POST", "reset")
    port = urlsplit(remote.base_url).port
    with Outbox(f"http://127.0.0.1:{port}/", "t0ken") as outbox:
        assert outbox.messages == []


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_health_checks_are_public_and_not_recorded(remote: Sandbox, address: str) -> None:
    before = remote.outbox.control("GET", "refused")
    with closing(caller(remote, address)) as anybody:
        for path in ("/livez", "/readyz"):
            response = anybody.get(path)
            assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert remote.outbox.control("GET", "refused") == before


def test_webhooks_are_sent_only_to_allowed_hosts() -> None:
    with receiving() as receiver, Sandbox(webhook_hosts=["Receiver.Internal"]) as sandbox:
        sandbox.outbox.webhook("http://receiver.internal:1/x")
        for url in ("http://other.internal/", "http://internal/", "http://xreceiver.internal/"):
            with pytest.raises(ValueError, match="--webhook-host"):
                sandbox.outbox.webhook(url)
        callbacks = {
            "https://example.com/": receiver.url + "/",
            "https://a.b/": "http://receiver.internal/",
        }
        sandbox.outbox.webhook(receiver.url, callbacks=callbacks)
        sandbox.post_event("SMS", ALICE)
        assert json.loads(receiver.got().body)["Destination"] == ALICE


def test_the_command_has_the_options_and_reads_the_token_from_the_environment() -> None:
    options = [
        "--host", ANY_ADDRESS, "--allow-remote", "--public-url", "http://sandbox:8080/",
        "--keep", "10", "--webhook-host", "app", "--webhook-host", "worker",
    ]  # fmt: skip
    command = [sys.executable, "-m", "bestsms_sandbox", *options]
    env: Any = {"BESTSMS_SANDBOX_TOKEN": "t0ken"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as running:
        assert running.stdout
        where = json.loads(running.stdout.readline())
        running.terminate()
        assert running.wait(20) == 0
    assert where == {
        "base_url": "http://sandbox:8080/api/v2.04",
        "page_url": "http://sandbox:8080/",
        "token": "t0ken",
    }
