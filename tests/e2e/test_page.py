"""The sandbox's page in a real browser, while a program uses the client."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.contract.sandbox.webhook_receiver import receiving
from tests.e2e.browser import Visits, barriers, running

from bestsms_client import BestSMS, BestSMSError
from bestsms_sandbox import Sandbox
from bestsms_sandbox.web.scenarios import SCENARIOS

pytestmark = pytest.mark.needs("chromium")

ALICE, BOB, SILENT = "+61491570006", "+61491570156", "+61491570737"
PAGE = "_sandbox/page/"
VIEWS = (
    "messages/1", "messages/2", "messages/4", "messages/6", "messages/8", "messages/9",
    "messages/99", "conversations", "conversations?with=%2B61491570157", "scenarios", "webhooks",
    "requests", "emails", "address-book", "clear",
)  # fmt: skip
PATHS = ("", "?q=Alice", "?q=nowhere", *(PAGE + name for name in VIEWS))
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Only for this module, since its event loop would disturb other modules.
    with running() as browser:
        yield browser


@pytest.fixture(scope="module")
def _gateway() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_gateway: Sandbox) -> Sandbox:
    _gateway.outbox.control("POST", "reset")
    return _gateway


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[BestSMS]:
    with BestSMS(token=sandbox.token, base_url=sandbox.base_url) as client:
        yield client


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    with closing(Visits(browser)) as visits:
        yield visits
    assert visits.complaints == []


@pytest.fixture
def visit(visits: Visits, sandbox: Sandbox) -> Opener:
    return partial(visits.open, sandbox.page_url)


def test_a_message_arrives_within_a_second(
    sandbox: Sandbox, client: BestSMS, visit: Opener
) -> None:
    page = visit()
    expect(page.get_by_text("No messages yet")).to_be_visible()
    client.messaging.sms.send_message(message="Soup is ready", destinations=ALICE)
    expect(page.locator(".inbox .words")).to_have_text(["Soup is ready"], timeout=1000)
    client.messaging.sms.send_message(message="Tea as well", destinations=BOB)
    expect(page.locator(".inbox .words")).to_have_text(
        ["Tea as well", "Soup is ready"], timeout=1000
    )
    sandbox.outbox.advance(5)
    expect(page.locator(".inbox .badge")).to_have_text(["Delivered"] * 2, timeout=1000)


def test_a_reply_from_the_page_reaches_the_program(client: BestSMS, visit: Opener) -> None:
    sent = client.messaging.sms.send_message(message="Hungry?", destinations=ALICE)
    page = visit()
    page.get_by_role("link", name=ALICE).click()
    page.get_by_label("Reply from this handset").fill("Yes\n😀")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".notice")).to_have_text("Reply received.")
    expect(page.locator(".reply .sms")).to_have_text("Yes\n😀")
    (recipient,) = client.reports.sms_reply.poll(sent).recipients
    assert [reply.message_text for reply in recipient.sms_replies or []] == ["Yes\n😀"]


def test_an_outcome_can_be_forced(client: BestSMS, visit: Opener) -> None:
    sent = client.messaging.sms.send_message(message="Hello?", destinations=SILENT)
    page = visit(PAGE + "messages/" + number(visit))
    page.get_by_label("Set the result").select_option("Undelivered")
    page.get_by_role("button", name="Set result").click()
    expect(page.locator(".handset .badge")).to_have_text("Failed")
    expect(page.get_by_label("Set the result")).to_have_count(0)
    status = client.reports.status.poll(sent)
    assert [(r.status, r.result) for r in status.recipients] == [("Failed", "Undelivered")]


def number(visit: Opener) -> str:
    href = visit().locator(".inbox a").first.get_attribute("href") or ""
    return href.rpartition("/")[2]


def test_the_clock_can_be_advanced_past_a_delayed_send(client: BestSMS, visit: Opener) -> None:
    sent = client.messaging.sms.send_message(
        message="Good morning", destinations=ALICE, send_time=timedelta(days=3)
    )
    page = visit()
    expect(page.locator(".inbox .badge")).to_have_text("Delayed")
    page.get_by_role("link", name=ALICE).click()
    page.get_by_role("button", name="Advance the clock to this time").click()
    page.get_by_role("button", name="Next event").click()
    expect(page.locator("#state .badge").first).to_have_text("Delivered")
    assert client.reports.status.poll(sent).success == 1


def test_a_custom_fault_and_the_refused_request(client: BestSMS, visit: Opener) -> None:
    page, requests = visit(PAGE + "scenarios"), visit(PAGE + "requests")
    page.get_by_text("Custom fault").click()
    page.get_by_role("textbox", name="Status").fill("400")
    page.locator("#custom").get_by_role("button", name="Start").click()
    expect(page.locator("#faults")).to_contain_text("0 of 1 request affected")
    expect(page.locator("#active")).to_contain_text("Status 400")
    with pytest.raises(BestSMSError):
        client.messaging.sms.send_message(message="Refused text", destinations=ALICE)
    failed = requests.locator(".requests > li").filter(has=requests.locator(".badge.bad"))
    expect(failed.first.locator(".badge")).to_have_text("400", timeout=1000)
    failed.first.get_by_text("Body").click()
    expect(failed.first.locator("pre")).to_contain_text("Refused text")
    expect(page.locator("#active")).to_have_text("", timeout=1000)


@pytest.mark.parametrize("name", [n for n, s in SCENARIOS.items() if s.fault])
def test_each_scenario_can_be_started_and_ended(visit: Opener, name: str) -> None:
    page = visit(PAGE + "scenarios")
    title = SCENARIOS[name].title
    page.get_by_role("button", name=f"Start: {title}").click()
    expect(page.locator("#active")).to_contain_text(title)
    page.locator("#active").get_by_role("button").click()
    expect(page.locator("#active")).to_have_text("")


def test_a_number_can_get_a_rule(client: BestSMS, visit: Opener) -> None:
    page = visit(PAGE + "scenarios")
    page.get_by_label("Number for “Number replies”").fill(ALICE)
    page.get_by_role("button", name="Start: Number replies").click()
    client.messaging.sms.send_message(message="Hungry?", destinations=ALICE)
    page.goto(page.url.partition("_sandbox")[0] + PAGE + "conversations?with=%2B61491570006")
    page.get_by_role("button", name="Advance the clock by 1 minute").click()
    expect(page.locator(".talk .theirs")).to_have_text("Yes")


def test_a_webhook_receiver_can_be_set_up_with_its_secret(client: BestSMS, visit: Opener) -> None:
    with receiving() as receiver:
        receiver.status = 503
        page = visit(PAGE + "webhooks")
        page.get_by_label("Receiver URL").fill(receiver.url)
        page.get_by_label("Secret").fill("s3cret")
        page.get_by_role("button", name="Save").click()
        client.messaging.sms.send_message(message="Hello", destinations=ALICE)
        page.get_by_role("button", name="Advance the clock by 1 minute").click()
        assert receiver.got().headers["Authorization"] == "s3cret"
        expect(page.locator(".hooks .badge")).to_have_text("waiting")
        receiver.status = 200
        page.get_by_role("button", name="Redeliver").click()
        expect(page.locator(".hooks .badge")).to_have_text("delivered")


def test_the_page_works_with_the_keyboard_alone(client: BestSMS, visit: Opener) -> None:
    sent = client.messaging.sms.send_message(message="Find me", destinations=ALICE)
    client.messaging.sms.send_message(message="Not me", destinations=BOB)
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    tab_to(page, "input[type=search]")
    page.keyboard.type("find")
    page.keyboard.press("Enter")
    expect(page.locator("#total")).to_have_text("1 message matching “find”")
    tab_to(page, ".inbox a")
    page.keyboard.press("Enter")
    expect(page.locator(".handset h2")).to_have_text(ALICE)
    tab_to(page, "textarea")
    page.keyboard.type("By hand")
    tab_to(page, "textarea ~ button")
    page.keyboard.press("Enter")
    expect(page.locator(".reply .sms")).to_have_text("By hand")
    (recipient,) = client.reports.sms_reply.poll(sent).recipients
    assert [reply.message_text for reply in recipient.sms_replies or []] == ["By hand"]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, and check that the focus is visible."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            break
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    expect(page.locator(selector).first).to_be_focused()
    assert style == "solid"


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 360), ("dark", 360)]
)
def test_every_view_is_accessible_and_fits_the_screen(
    visits: Visits, sandbox: Sandbox, scheme: str, width: int
) -> None:
    found: dict[str, object] = {}
    with Sandbox(demo=True) as demo:
        for base, paths in ((demo.page_url, PATHS), (sandbox.page_url, ("", *PATHS[-8:]))):
            page = visits.open(base, color_scheme=scheme, viewport={"width": width, "height": 740})
            for path in paths:
                page.goto(base + path)
                if broken := barriers(page):
                    found[path] = broken
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found[f"{path} is too wide"] = width
    assert found == {}


NASTY = {
    "script": "<script>document.title = 'hacked'</script>",
    "image": "<img src=x onerror=\"document.title = 'hacked'\">",
    "override": "\u202eright to left override",
    "isolate": "\u2067unclosed \u2066isolates",
    "arabic": "مرحبا، طلبك جاهز",
    "long": "0123456789" * 45 + "012345678",
    "torn": "Ж" * 64 + "👩‍👩‍👧" + "Ж" * 40,
    "pair": "Ж" * 66 + "😀" * 40,
}


def test_texts_are_escaped_and_stay_in_their_place(client: BestSMS, visit: Opener) -> None:
    client.messaging.sms.send_message(message="Plain", destinations=ALICE)
    for text in NASTY.values():
        client.messaging.sms.send_message(message=text, destinations=ALICE)
    page = visit(viewport={"width": 360, "height": 740})
    expect(page.locator(".inbox .words")).to_have_text([*reversed(NASTY.values()), "Plain"])
    assert page.title() == "Messages · BestSMS sandbox"
    # The direction of a text does not move its neighbours.
    lefts = page.locator(".inbox").evaluate(
        "list => [...list.children].map("
        "row => Math.round(row.querySelector('.at').getBoundingClientRect().right))"
    )
    assert len(set(lefts)) == 1
    numbers = page.locator(".inbox .to bdi").all_inner_texts()
    assert set(numbers) == {ALICE}
    arabic = page.locator(".inbox .words", has_text=NASTY["arabic"])
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    links = [link.get_attribute("href") for link in page.locator(".inbox a").all()]
    for text, link in zip(reversed(NASTY.values()), links, strict=False):
        page.goto(str(httpx.URL(page.url).join(link or "")))
        expect(page.locator(".phone .sms")).to_have_text(text)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if len(text) > 60:
            page.locator(".handset summary").click()
            parts = page.locator(".part").all_inner_texts()
            assert "".join(parts) == text
            assert len(parts) == (3 if text == NASTY["long"] else 2 if "👩" in text else 3)


def test_the_page_works_without_javascript(client: BestSMS, visit: Opener) -> None:
    client.messaging.sms.send_message(message="Old school", destinations=ALICE)
    page = visit(java_script_enabled=False)
    page.get_by_role("link", name=ALICE).click()
    page.get_by_label("Reply from this handset").fill("Fine")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".notice")).to_have_text("Reply received.")
    expect(page.locator(".reply .sms")).to_have_text("Fine")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_typed_input_survives_an_update(sandbox: Sandbox, client: BestSMS, visit: Opener) -> None:
    client.messaging.sms.send_message(message="Careful", destinations=ALICE)
    page = visit(PAGE + "messages/" + number(visit))
    field = page.get_by_label("Reply from this handset")
    field.fill("half a sen")
    sandbox.outbox.advance(5)
    expect(page.locator(".handset .badge")).to_have_text("Success", timeout=1000)
    expect(field).to_have_value("half a sen")
    expect(field).to_be_focused()


def test_the_focus_survives_an_update(client: BestSMS, visit: Opener) -> None:
    client.messaging.sms.send_message(message="First", destinations=ALICE)
    page = visit()
    page.get_by_role("link", name=ALICE).focus()
    client.messaging.sms.send_message(message="Second", destinations=BOB)
    expect(page.locator(".inbox .words")).to_have_count(2, timeout=1000)
    expect(page.get_by_role("link", name=ALICE)).to_be_focused()


def test_the_copy_button_copies_the_code(sandbox: Sandbox, client: BestSMS, visit: Opener) -> None:
    client.messaging.sms.send_message(message="Copy & paste", destinations=ALICE)
    page = visit(
        PAGE + "messages/" + number(visit), permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_text("Python", exact=True).first.click()
    page.get_by_role("button", name="Copy Python").click()
    expect(page.get_by_role("button", name="Copied Python")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#python").inner_text()
    assert "message='Copy & paste'" in copied
    assert sandbox.token not in copied
    assert "BESTSMS_AUTH_TOKEN" in copied


def test_an_attachment_can_be_downloaded(client: BestSMS, visit: Opener, tmp_path: Path) -> None:
    content = b"<script>document.title = 'hacked'</script>"
    client.messaging.sms.send_message(
        message="Open [[File1]]", destinations=ALICE, attachments=[("page.html", content)]
    )
    page = visit(PAGE + "messages/" + number(visit), accept_downloads=True)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="page.html").click()
    waiting.value.save_as(tmp_path / "file")
    assert waiting.value.suggested_filename == "page.html"
    assert (tmp_path / "file").read_bytes() == content
