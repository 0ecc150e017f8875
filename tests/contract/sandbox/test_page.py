"""The page at `/` over plain HTTP: what it shows, what its forms do, and what it never does."""

import json
import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.contract.sandbox.plain_browser import PAGE, ParsedPage, PlainBrowser
from tests.contract.sandbox.sandbox_api import ALICE, BOB, SILENT, SandboxApi
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_sandbox import Sandbox

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe </p></section>\"'&amp;"


def test_an_empty_view_shows_what_to_do(browser: PlainBrowser) -> None:
    for name, words in {
        "": 'send_message(message="Hello", destinations="+61491570006")',
        "conversations": "sandbox.outbox.reply(",
        "address-book": "client.addressbook.contact.create(",
        "requests": "curl -X POST",
        "emails": 'report_to="me@example.com"',
        "webhooks": "Start a receiver",
        "scenarios": 'sandbox.outbox.control("PUT", "faults"',
    }.items():
        assert words in browser.see(PAGE + name if name else "/").text


def test_the_list_shows_the_newest_messages_first(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send({"Recipient": ALICE, "Attention": "Jo"}, message="Hi [[Attention]] €")
    api.send(BOB, CAROL_IN_LOCAL_FORM, message="Ж" * 71, Mode="Test")
    newest, oldest = browser.view_json("messages")["messages"]
    assert (oldest["text"], oldest["to"], oldest["encoding"]) == ("Hi Jo €", ALICE, "GSM-7")
    assert (newest["parts"], newest["mode"], newest["recipients"]) == (2, "Test", 2)
    text = browser.see().text
    assert text.index("Ж" * 71) < text.index("Hi Jo €")
    assert "+1" in text


CAROL_IN_LOCAL_FORM = "0491 570 157"


@pytest.mark.parametrize(
    "wanted",
    ["+61491570006", "0491 570 006", "570006", "ПРИВЕТ", "hello", "Order 7", "Bad Number", "50%"],
)
def test_search(api: SandboxApi, browser: PlainBrowser, wanted: str) -> None:
    api.send(SILENT, message="another text")
    expected = {
        "ПРИВЕТ": api.send(ALICE, message="привет, hello, 50%"),
        "Order 7": api.send(BOB, message="ordered", Reference="Order 7"),
        "Bad Number": api.send("+61491570110", message="failing"),
    }
    api.advance(10)
    found = [m["message_id"] for m in browser.view_json("messages", q=wanted)["messages"]]
    assert found == [expected.get(wanted, expected["ПРИВЕТ"])]
    assert browser.see(f"/?q={wanted}").text.count("message") > 0


def test_a_search_without_results(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    for wanted in ("nowhere", "%", "_", "'; DROP TABLE messages; --"):
        assert browser.view_json("messages", q=wanted)["total"] == 0
        assert (
            "No messages match" in ParsedPage(browser.http.get("/", params={"q": wanted}).text).text
        )


def test_a_long_list_has_pages(api: SandboxApi, browser: PlainBrowser) -> None:
    for number in range(51):
        api.send(message=f"Number {number}")
    assert browser.view_json("messages")["pages"] == 2
    assert "Number 0" in browser.see("/?page=2").text
    assert "Number 50" not in browser.see("/?page=2").text
    assert "This page does not exist" in browser.see("/?page=99").text
    assert browser.see("/?page=0x1").text == browser.see("/").text


def test_the_view_of_a_message(api: SandboxApi, browser: PlainBrowser) -> None:
    with receiving() as receiver:
        browser.do("webhook", url=receiver.url, format="JSON", shape="v2.04")
        file = {"Name": "page.html", "Data": "PGI+"}
        message_id = api.send(
            SILENT, message="Menu: [[File1]]", Files=[file], Reference="R1",
            ReportTo="a@example.com",
        )  # fmt: skip
        (seq,) = [m["seq"] for m in browser.view_json("messages")["messages"]]
        path = f"{PAGE}messages/{seq}"
        browser.do(
            "outcome", number=SILENT, message_id=message_id, outcome="Undelivered", back=path
        )
        browser.do("reply", **{"from": SILENT, "message": "too\nlate", "back": f"{path}#r1"})
        text = browser.see(path).text
        for words in (
            message_id, "page.html", "3 bytes", "Reference", "R1", "Failed: Undelivered",
            "too\nlate", "Reply received", f"Delivery report for {message_id}",
            "status 200", '"Name": "page.html", "Data": "(3 bytes)"', '"Result": "Success"',
        ):  # fmt: skip
            assert words in text
        assert [json.loads(receiver.got().body)["Type"] for _ in range(2)] == ["SMS", "SMSReply"]
        hook = browser.view_json(f"messages/{seq}")["webhooks"][0]
        browser.do("redeliver", seq=str(hook["seq"]), back=path)
        assert json.loads(receiver.got().body)["Type"] == hook["type"]
        assert receiver.deliveries.empty()
    (link,) = [a["href"] for _, a in browser.see(path).tags if "download" in a]
    download = browser.http.get(str(link))
    assert download.content == b"<b>"
    assert download.headers["Content-Type"] == "application/octet-stream"
    assert download.headers["Content-Disposition"] == "attachment"
    assert download.headers["X-Content-Type-Options"] == "nosniff"


def test_parts_are_shown_as_the_network_splits_them(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send(message="x" * 152 + "€" + "y" * 200)
    api.send(message="Ж" * 66 + "👩‍👩‍👧" + "Ж" * 9)
    for seq, pieces in ((2, ["Ж" * 66, "👩‍👩‍👧" + "Ж" * 9]), (1, ["x" * 152])):
        message = browser.view_json(f"messages/{browser.first() + seq - 1}")
        recipient = message["open"]
        assert [part["text"] for part in recipient["parts"]][: len(pieces)] == pieces
        assert "".join(part["text"] for part in recipient["parts"]) == recipient["text"]


# Elements of a view with messages that an empty view does not have.
ELEMENTS = frozenset({
    "article", "b", "bdi", "code", "dd", "details", "dl", "dt", "figcaption", "figure", "h2", "h3",
    "kbd", "li", "ol", "pre", "section", "summary", "table", "tbody", "td", "textarea", "th",
    "thead", "time", "tr", "ul",
})  # fmt: skip


def test_texts_are_escaped(api: SandboxApi, browser: PlainBrowser) -> None:
    allowed = {name for path in browser.every_view() for name in browser.see(path).names()}
    contact = api.contact(Attention=NASTY[:50], MobilePhone=ALICE, Company=NASTY[:50])
    api.group(NASTY[:50], [contact], GroupCode="g")
    name = NASTY.replace("/", "")[:50]
    api.send(
        {"Recipient": ALICE, "Attention": NASTY[:50]}, message=NASTY + "[[Attention]]",
        Reference=NASTY[:70], Files=[{"Name": name, "Data": "eA=="}],
    )  # fmt: skip
    api.send(NASTY[:20], message="to an odd number")
    api.reply(ALICE, NASTY)
    api.call("POST", f"/send/{NASTY}", {"x": NASTY})
    browser.submit("rule", number=ALICE, reply=NASTY)
    for path in [*browser.every_view(), f"/?q={NASTY}"]:
        page = browser.see(path)
        assert page.names() - allowed <= ELEMENTS
        for tag, attributes in page.tags:
            assert tag != "style"
            assert tag != "img" or attributes["src"] == "/_sandbox/static/icon.svg"
            assert not [a for a in attributes if a.startswith("on") or a == "style"]
            assert tag != "script" or attributes == {
                "src": "/_sandbox/static/page.js",
                "defer": None,
            }
    assert NASTY in browser.see().text


def test_every_response_has_security_headers(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    static = [f"/_sandbox/static/{name}" for name in ("page.css", "page.js", "icon.svg")]
    for path in [*browser.every_view(), *static, f"{PAGE}messages/99999", f"{PAGE}nothing"]:
        headers = browser.http.get(path).headers
        policy = dict(
            p.strip().split(" ", 1) for p in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert {policy["script-src"], policy["style-src"], policy["form-action"]} == {"'self'"}
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_is_small(api: SandboxApi, browser: PlainBrowser) -> None:
    """Check the size of a page with a full list of messages, its style sheet, script and icon."""
    for number in range(50):
        api.send(message=f"Dear customer {number}, your order is on its way to you.")
    names = ("", "page.css", "page.js", "icon.svg")
    sizes = [len(browser.http.get(f"/_sandbox/static/{n}" if n else "/").content) for n in names]
    assert sum(sizes) < 100_000, sizes


def test_each_view_is_also_available_as_json(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    for path in browser.every_view():
        links = [a.get("href") for tag, a in browser.see(path).tags if tag == "a"]
        view = "/_sandbox/view/" + (path.removeprefix(PAGE) if path != "/" else "messages")
        assert view in links
        assert browser.http.get(view).headers["Content-Type"] == "application/json"
    assert browser.http.get("/_sandbox/view/messages/99999").status_code == 404
    assert browser.http.get("/_sandbox/view/nothing").json()["error"] == "This view does not exist."


def test_the_token_is_shown_once_per_view(api: SandboxApi, browser: PlainBrowser) -> None:
    with receiving() as receiver:
        browser.do("webhook", url=receiver.url, format="JSON", shape="seed")
        api.send()
        api.advance(5)
        assert api.sandbox.token.encode() in receiver.got().body  # the real request contains it
        for path in browser.every_view():
            page = browser.http.get(path).text
            assert page.count(api.sandbox.token) == 1
            assert f'<code id="token">{api.sandbox.token}</code>' in page
            view = path.removeprefix(PAGE) if path != "/" else "messages"
            assert api.sandbox.token not in json.dumps(browser.view_json(view))


def test_changes_are_announced(api: SandboxApi, browser: PlainBrowser) -> None:
    with browser.http.stream("GET", "/_sandbox/changes") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        api.send()
        assert next(line for line in lines if line) == "data: changed"


def test_an_open_page_does_not_delay_the_shutdown() -> None:
    with (
        Sandbox() as sandbox,
        closing(PlainBrowser(sandbox)) as browser,
        browser.http.stream("GET", "/_sandbox/changes") as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        stopper = threading.Thread(target=sandbox.stop)
        stopper.start()
        assert [line for line in lines if line] == []  # the stream ends properly
        stopper.join()


def test_the_demo_fills_every_view() -> None:
    with Sandbox(demo=True) as sandbox, closing(PlainBrowser(sandbox)) as browser:
        counts = {
            "messages": len(browser.view_json("messages")["messages"]),
            "handsets": len(browser.view_json("conversations")["handsets"]),
            "failed requests": len(browser.view_json("requests", show="Failed")["requests"]),
            "emails": len(browser.view_json("emails")["emails"]),
            "contacts": len(browser.view_json("address-book")["contacts"]),
        }
    assert counts == {
        "messages": 9, "handsets": 7, "failed requests": 2, "emails": 2, "contacts": 2,
    }  # fmt: skip


@pytest.mark.parametrize("display", [True, False])
def test_open_starts_a_browser_only_with_a_display(tmp_path: Path, display: bool) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho $1 > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/url\n")
    browser.chmod(0o700)
    env = {n: v for n, v in os.environ.items() if n not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env |= {"BROWSER": str(browser)} | ({"DISPLAY": ":0"} if display else {})
    command = [sys.executable, "-m", "bestsms_sandbox", "--open", "--demo"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, text=True, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = json.loads(process.stdout.readline())["page_url"]
        assert "Good morning!" in httpx.get(url, trust_env=False).text
        if display:
            while not (tmp_path / "url").exists():
                assert process.poll() is None
            assert (tmp_path / "url").read_text().strip() == url
        else:
            assert process.stderr.readline() == f"Open the sandbox page in a browser: {url}\n"
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
