"""The page at `/` over plain HTTP: what it shows, what its forms do, and what it never does."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from tests.contract.receiver import receiving
from tests.contract.rig import ALICE, BOB, SILENT, Rig

from bestsms_sandbox import Sandbox
from bestsms_sandbox.snippets import argument

PAGE = "/_sandbox/page/"
VIEWS = ("received", "book", "refused", "webhooks", "mails", "controls", "evidence")
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe </p></section>\"'&amp;"


class Reading(HTMLParser):
    """What a browser makes of a page: its elements, and its text without them."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


class Visitor:
    """Somebody without JavaScript: looks at views, fills in forms."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.http = httpx.Client(base_url=sandbox.page_url, trust_env=False)

    def see(self, path: str = "/") -> Reading:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return Reading(answer.text)

    def twin(self, path: str, **query: str) -> Any:
        return self.http.get(f"/_sandbox/view/{path}", params=query).raise_for_status().json()

    def submit(self, form: str, **fields: str) -> httpx.Response:
        return self.http.post(f"{PAGE}actions/{form}", data=fields)

    def do(self, form: str, **fields: str) -> None:
        answer = self.submit(form, **fields)
        assert answer.status_code == 303, answer.text
        assert self.see(answer.headers["Location"]).text


@pytest.fixture
def visitor(rig: Rig) -> Iterator[Visitor]:
    visitor = Visitor(rig.sandbox)
    yield visitor
    visitor.http.close()


def every_view(visitor: Visitor) -> list[str]:
    seqs = [message["seq"] for message in visitor.twin("messages")["messages"]]
    return ["/", *(PAGE + name for name in VIEWS), *(f"{PAGE}messages/{seq}" for seq in seqs)]


def test_an_empty_view_says_what_to_type(visitor: Visitor) -> None:
    for name, words in {
        "": 'send_message(message="Hello", destinations="+61491570006")',
        "received": "sandbox.outbox.reply(",
        "book": "client.addressbook.contact.create(",
        "refused": "curl -X POST",
        "mails": 'report_to="me@example.com"',
        "webhooks": "Run a receiver",
        "controls": 'sandbox.outbox.control("PUT", "faults"',
    }.items():
        assert words in visitor.see(PAGE + name if name else "/").text


def test_the_list_shows_the_newest_first_as_the_handset_does(rig: Rig, visitor: Visitor) -> None:
    rig.send({"Recipient": ALICE, "Attention": "Jo"}, message="Hi [[Attention]] €")
    rig.send(BOB, CAROL_IN_LOCAL_FORM, message="Ж" * 71, Mode="Test")
    newest, oldest = visitor.twin("messages")["messages"]
    assert (oldest["text"], oldest["to"], oldest["encoding"]) == ("Hi Jo €", ALICE, "GSM-7")
    assert (newest["parts"], newest["mode"], newest["recipients"]) == (2, "Test", 2)
    text = visitor.see().text
    assert text.index("Ж" * 71) < text.index("Hi Jo €")
    assert "and 1 more" in text


CAROL_IN_LOCAL_FORM = "0491 570 157"


@pytest.mark.parametrize(
    "wanted",
    ["+61491570006", "0491 570 006", "570006", "ПРИВЕТ", "hello", "Order 7", "Bad Number", "50%"],
)
def test_search_finds(rig: Rig, visitor: Visitor, wanted: str) -> None:
    rig.send(SILENT, message="another text")
    expected = {
        "ПРИВЕТ": rig.send(ALICE, message="привет, hello, 50%"),
        "Order 7": rig.send(BOB, message="ordered", Reference="Order 7"),
        "Bad Number": rig.send("+61491570110", message="failing"),
    }
    rig.advance(10)
    found = [m["message_id"] for m in visitor.twin("messages", q=wanted)["messages"]]
    assert found == [expected.get(wanted, expected["ПРИВЕТ"])]
    assert visitor.see(f"/?q={wanted}").text.count("message") > 0


def test_search_that_finds_nothing_says_so(rig: Rig, visitor: Visitor) -> None:
    rig.send()
    for wanted in ("nowhere", "%", "_", "'; DROP TABLE messages; --"):
        assert visitor.twin("messages", q=wanted)["total"] == 0
        assert "Nothing has that" in Reading(visitor.http.get("/", params={"q": wanted}).text).text


def test_a_long_list_has_pages(rig: Rig, visitor: Visitor) -> None:
    for number in range(51):
        rig.send(message=f"Number {number}")
    assert visitor.twin("messages")["pages"] == 2
    assert "Number 0" in visitor.see("/?page=2").text
    assert "Number 50" not in visitor.see("/?page=2").text
    assert "There are not so many" in visitor.see("/?page=99").text
    assert visitor.see("/?page=0x1").text == visitor.see("/").text


def test_a_message_in_full(rig: Rig, visitor: Visitor) -> None:
    with receiving() as receiver:
        visitor.do("webhook", url=receiver.url, format="JSON", shape="v2.04")
        file = {"Name": "page.html", "Data": "PGI+"}
        message_id = rig.send(
            SILENT, message="Menu: [[File1]]", Files=[file], Reference="R1",
            ReportTo="a@example.com",
        )  # fmt: skip
        (seq,) = [m["seq"] for m in visitor.twin("messages")["messages"]]
        path = f"{PAGE}messages/{seq}"
        visitor.do(
            "outcome", number=SILENT, message_id=message_id, outcome="Undelivered", back=path
        )
        visitor.do("reply", **{"from": SILENT, "message": "too\nlate", "back": f"{path}#r1"})
        text = visitor.see(path).text
        for words in (
            message_id, "page.html", "3 bytes", "Reference", "R1", "Failed: Undelivered",
            "too\nlate", "The handset wrote back", f"Delivery report for {message_id}",
            "answered 200", '"Name": "page.html", "Data": "(3 bytes)"', '"Result": "Success"',
        ):  # fmt: skip
            assert words in text
        assert [json.loads(receiver.got().body)["Type"] for _ in range(2)] == ["SMS", "SMSReply"]
        hook = visitor.twin(f"messages/{seq}")["webhooks"][0]
        visitor.do("redeliver", seq=str(hook["seq"]), back=path)
        assert json.loads(receiver.got().body)["Type"] == hook["type"]
        assert receiver.deliveries.empty()
    (link,) = [a["href"] for _, a in visitor.see(path).tags if "download" in a]
    download = visitor.http.get(str(link))
    assert download.content == b"<b>"
    assert download.headers["Content-Type"] == "application/octet-stream"
    assert download.headers["Content-Disposition"] == "attachment"
    assert download.headers["X-Content-Type-Options"] == "nosniff"


def test_parts_are_drawn_where_the_network_cuts(rig: Rig, visitor: Visitor) -> None:
    rig.send(message="x" * 152 + "€" + "y" * 200)
    rig.send(message="Ж" * 66 + "👩‍👩‍👧" + "Ж" * 9)
    for seq, pieces, torn in ((2, ["Ж" * 66, "👩‍👩‍👧" + "Ж" * 9], 0), (1, ["x" * 152], 0)):
        message = visitor.twin(f"messages/{first(visitor) + seq - 1}")
        (recipient,) = message["recipients"]
        assert [part["text"] for part in recipient["parts"]][: len(pieces)] == pieces
        assert recipient["torn"] == torn
        assert "".join(part["text"] for part in recipient["parts"]) == recipient["text"]


def first(visitor: Visitor) -> int:
    seq: int = visitor.twin("messages")["messages"][-1]["seq"]
    return seq


def test_a_sign_torn_by_a_part_is_told(rig: Rig, visitor: Visitor) -> None:
    rig.send(message="Ж" * 64 + "👩‍👩‍👧" + "Ж" * 9)
    assert "A sign that people see as one is torn" in visitor.see(
        f"{PAGE}messages/{first(visitor)}"
    ).text.replace("\n", " ")


def test_no_text_becomes_markup(rig: Rig, visitor: Visitor) -> None:
    allowed = {name for path in every_view(visitor) for name in visitor.see(path).names()}
    contact = rig.contact(Attention=NASTY[:50], MobilePhone=ALICE, Company=NASTY[:50])
    rig.group(NASTY[:50], [contact], GroupCode="g")
    name = NASTY.replace("/", "")[:50]
    rig.send(
        {"Recipient": ALICE, "Attention": NASTY[:50]}, message=NASTY + "[[Attention]]",
        Reference=NASTY[:70], Files=[{"Name": name, "Data": "eA=="}],
    )  # fmt: skip
    rig.send(NASTY[:20], message="to an odd number")
    rig.reply(ALICE, NASTY)
    rig.call("POST", f"/send/{NASTY}", {"x": NASTY})
    visitor.submit("fate", number=ALICE, reply=NASTY)
    for path in [*every_view(visitor), f"/?q={NASTY}"]:
        page = visitor.see(path)
        assert page.names() - allowed <= {"dt", "dd", "dl", "section", "h3", "h4", "figure",
            "figcaption", "textarea", "bdi", "details", "summary", "ol", "ul", "li", "b", "kbd",
            "pre", "code"}  # fmt: skip
        for tag, attributes in page.tags:
            assert tag not in ("img", "style")
            assert not [a for a in attributes if a.startswith("on") or a == "style"]
            assert tag != "script" or attributes == {
                "src": "/_sandbox/static/page.js",
                "defer": None,
            }
    assert NASTY in visitor.see().text


def test_every_answer_is_fenced_in(rig: Rig, visitor: Visitor) -> None:
    rig.send()
    static = [f"/_sandbox/static/{name}" for name in ("page.css", "page.js", "icon.svg")]
    for path in [*every_view(visitor), *static, f"{PAGE}messages/99999", f"{PAGE}nothing"]:
        headers = visitor.http.get(path).headers
        policy = dict(
            p.strip().split(" ", 1) for p in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert {policy["script-src"], policy["style-src"], policy["form-action"]} == {"'self'"}
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_whole_page_is_light(rig: Rig, visitor: Visitor) -> None:
    """The page with a full list of ordinary messages, its style, its script and its icon."""
    for number in range(50):
        rig.send(message=f"Dear customer {number}, your order is on its way to you.")
    names = ("", "page.css", "page.js", "icon.svg")
    sizes = [len(visitor.http.get(f"/_sandbox/static/{n}" if n else "/").content) for n in names]
    assert sum(sizes) < 60_000, sizes


def test_each_view_has_its_twin(rig: Rig, visitor: Visitor) -> None:
    rig.send()
    for path in every_view(visitor):
        links = [a.get("href") for tag, a in visitor.see(path).tags if tag == "a"]
        twin = "/_sandbox/view/" + (path.removeprefix(PAGE) if path != "/" else "messages")
        assert twin in links
        assert visitor.http.get(twin).headers["Content-Type"] == "application/json"
    assert visitor.http.get("/_sandbox/view/messages/99999").status_code == 404
    assert visitor.http.get("/_sandbox/view/nothing").json()["error"] == "There is no such view."


def test_the_token_is_never_shown(rig: Rig, visitor: Visitor) -> None:
    with receiving() as receiver:
        visitor.do("webhook", url=receiver.url, format="JSON", shape="seed")
        rig.send()
        rig.advance(5)
        assert rig.sandbox.token.encode() in receiver.got().body  # the real thing carries it
        for path in every_view(visitor):
            assert rig.sandbox.token not in visitor.http.get(path).text
            twin = path.removeprefix(PAGE) if path != "/" else "messages"
            assert rig.sandbox.token not in json.dumps(visitor.twin(twin))


def again(rig: Rig, visitor: Visitor) -> dict[str, Any]:
    """Send something with everything in it; returns its view."""
    rig.send(
        {"Recipient": ALICE, "Attention": "Jo's \"Bar\""}, {"Recipient": BOB, "Attention": "Bo"},
        Reference="$HOME `id`",
        message="It's [[Attention]]\\ 👍 \u202e$(x)\nline two: [[File1]]",
        Files=[{"Name": "a.txt", "Data": "aGVsbG8="}], Mode="Test",
    )  # fmt: skip
    view: dict[str, Any] = visitor.twin(f"messages/{first(visitor)}")
    return view


def same(rig: Rig) -> None:
    old, new = rig.kept()
    assert old["message_id"] != new["message_id"]
    assert new["mode"] == "Test"
    assert [f["sha256"] for f in new["files"]] == [f["sha256"] for f in old["files"]]
    for before, after in zip(old["recipients"], new["recipients"], strict=True):
        assert after["destination"] == before["destination"]
        assert after["text"].split("http")[0] == before["text"].split("http")[0]
    data = [json.loads(kept["request"])["MessageData"] for kept in (old, new)]
    assert data[0]["Reference"] == data[1]["Reference"]


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_the_curl_command_sends_it_again(rig: Rig, visitor: Visitor) -> None:
    command = again(rig, visitor)["curl"]
    env = {**os.environ, "BESTSMS_AUTH_TOKEN": rig.sandbox.token, "NO_PROXY": "127.0.0.1"}
    subprocess.run(["sh", "-c", command], env=env, check=True, capture_output=True)
    same(rig)


def test_the_python_program_sends_it_again(
    rig: Rig, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = again(rig, visitor)["python"]
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", rig.sandbox.token)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    exec(compile(program, "snippet", "exec"), {})  # noqa: S102 - this is what users do with it
    same(rig)


@pytest.mark.parametrize(
    ("field", "expected"),
    [("SMSEmailReply", "sms_email_reply"), ("WebhookCallbackURL", "webhook_callback_url"),
     ("SubAccount", "sub_account"), ("Mode", "mode")],
)  # fmt: skip
def test_fields_have_the_names_of_the_client(field: str, expected: str) -> None:
    assert argument(field) == expected


class TestForms:
    def test_a_reply_from_the_page_is_read_by_the_client(self, rig: Rig, visitor: Visitor) -> None:
        message_id = rig.send()
        visitor.do("reply", **{"from": ALICE, "message": "Да\nnein"})
        (recipient,) = rig.replies(message_id)["Recipients"]
        assert [r["MessageText"] for r in recipient["SMSReplies"]] == ["Да\nnein"]

    def test_the_clock(self, rig: Rig, visitor: Visitor) -> None:
        message_id = rig.send(SendTime="2090-01-01T10:00")
        (message,) = visitor.twin("messages")["messages"]
        seconds = visitor.twin(f"messages/{message['seq']}")["seconds_until"]
        visitor.do("clock", seconds=str(seconds))
        visitor.do("clock", seconds="2.5")
        assert rig.status(message_id)["Status"] == "Completed"

    def test_a_fault_and_the_refused_request(self, rig: Rig, visitor: Visitor) -> None:
        visitor.do(
            "fault", do="answer", operation="POST /send/sms", times="2", status="503", keep="no",
            retry_after="1",
        )  # fmt: skip
        body = {"MessageData": {"Message": "x", "Destinations": [ALICE]}}
        answer = rig.call("POST", "/send/sms", body)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        text = visitor.see(f"{PAGE}refused").text
        assert "503" in text
        assert "A fault was scripted" in text
        visitor.do("fault", do="drop", operation="GET /get/status/{MessageID}", times="1")
        faults = visitor.twin("controls")["faults"]
        assert [(f["do"], f["times"], f["hits"]) for f in faults] == [
            ("answer", 1, 0), ("drop", 1, 0),
        ]  # fmt: skip
        visitor.do("clear-faults")
        assert visitor.twin("controls")["faults"] == []

    def test_fates_and_switches(self, rig: Rig, visitor: Visitor) -> None:
        visitor.do("fate", number=BOB, outcome="Undelivered", after_seconds="7", reply="")
        assert "Undelivered after 7 s" in visitor.see(f"{PAGE}controls").text
        message_id = rig.send(BOB)
        rig.advance(8)
        assert rig.status(message_id)["Failed"] == 1
        visitor.do("forget-fate", number=BOB)
        assert BOB not in visitor.twin("controls")["numbers"]
        visitor.do("settings", progress="manual", delivery_seconds="", cap_gsm="10")
        settings = visitor.twin("controls")["settings"]
        assert (settings["progress"], settings["delivery_seconds"], settings["cap_gsm"]) == (
            "manual", 2, 10,
        )  # fmt: skip

    def test_clear(self, rig: Rig, visitor: Visitor) -> None:
        rig.send()
        rig.contact(MobilePhone=ALICE)
        visitor.do("clear")
        assert visitor.twin("messages")["total"] == 0
        assert visitor.twin("book")["total"] == 0

    @pytest.mark.parametrize(
        ("form", "fields", "reason"),
        [
            ("clock", {"seconds": "soon"}, "“soon” is no number"),
            ("clock", {"seconds": "-1"}, "must not be negative"),
            ("clock", {"seconds": "Infinity"}, "“Infinity” is no number"),
            ("clock", {}, "The form lacks “seconds”"),
            ("outcome", {"number": ALICE, "outcome": "<b>"}, "must be one of"),
            ("webhook", {"url": "http://example.com/"}, "to this machine alone"),
            ("fault", {"do": "answer", "times": "1"}, "nothing goes wrong"),
            ("redeliver", {"seq": "999"}, "Not Found"),
        ],
    )
    def test_what_makes_no_sense_is_said(
        self, visitor: Visitor, form: str, fields: dict[str, str], reason: str
    ) -> None:
        answer = visitor.submit(form, **fields)
        assert answer.status_code == 400
        assert reason in Reading(answer.text).text

    @pytest.mark.parametrize(
        ("back", "leads"),
        [
            (f"{PAGE}book?page=2#c1", f"{PAGE}book?page=2&done=clock#c1"),
            ("/?q=a%26b&done=reply", "/?q=a%26b&done=clock"),
            ("https://example.com/", "/?done=clock"),
            ("//example.com/x", "/?done=clock"),
            ("/\\example.com", "/?done=clock"),
            ("/\r\nSet-Cookie: a=b", "/?done=clock"),
            ("javascript:alert(1)", "/?done=clock"),
        ],
    )
    def test_a_form_leads_back_and_nowhere_else(
        self, visitor: Visitor, back: str, leads: str
    ) -> None:
        answer = visitor.submit("clock", seconds="1", back=back)
        assert (answer.status_code, answer.headers["Location"]) == (303, leads)

    def test_what_was_done_is_said(self, visitor: Visitor) -> None:
        assert "The clock is put forward." in visitor.see("/?done=clock").text
        assert "hacked" not in visitor.see("/?done=hacked").text

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://example.com"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Origin": "http://localhost"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Host": "example.com"},
        ],
    )
    def test_a_form_from_elsewhere_does_nothing(
        self, rig: Rig, visitor: Visitor, headers: dict[str, str]
    ) -> None:
        rig.send()
        answer = visitor.http.post(f"{PAGE}actions/clear", headers=headers)
        assert answer.status_code == 403
        assert visitor.twin("messages")["total"] == 1

    def test_a_form_is_of_a_sensible_size(self, visitor: Visitor) -> None:
        assert visitor.submit("reply", message="x" * 2_000_000).status_code == 413
        assert visitor.submit("nothing").status_code == 404
        assert visitor.http.get(f"{PAGE}actions/clear").status_code == 405


def test_changes_are_told(rig: Rig, visitor: Visitor) -> None:
    with visitor.http.stream("GET", "/_sandbox/changes") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        rig.send()
        assert next(line for line in lines if line) == "data: changed"


def test_an_open_page_does_not_hold_up_the_end() -> None:
    with Sandbox() as sandbox:
        visitor = Visitor(sandbox)
        with visitor.http.stream("GET", "/_sandbox/changes") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 1000"
            stopper = threading.Thread(target=sandbox.stop)
            stopper.start()
            assert [line for line in lines if line] == []  # a proper end, not a broken one
            stopper.join()


def test_what_is_assumed_is_read_from_the_contract(
    visitor: Visitor, parsed: dict[str, Any]
) -> None:
    data = visitor.twin("evidence")
    described = [element["description"] for element in data["lists"]["assumed"]]
    assert parsed["x-limits"]["webhookTimeout"]["description"] in described
    names = [element["name"] for element in data["lists"]["disputed"]]
    assert "x-limits capUcs2" in names
    assert {s["tag"] for s in data["sources"]} >= {"seed", "node", "python", "docs", "assumed"}
    for show in data["lists"]:
        assert data["lists"][show][0]["name"] in visitor.see(f"{PAGE}evidence?show={show}").text


def test_the_demo_fills_every_view() -> None:
    with Sandbox(demo=True) as sandbox:
        visitor = Visitor(sandbox)
        counts = {
            "messages": len(visitor.twin("messages")["messages"]),
            **{n: len(visitor.twin(n)[n]) for n in ("received", "refused", "mails")},
            "contacts": len(visitor.twin("book")["contacts"]),
        }
        visitor.http.close()
    assert counts == {"messages": 9, "received": 2, "refused": 2, "mails": 2, "contacts": 2}
