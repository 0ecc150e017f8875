"""Only deliveries with the secret are accepted, and no text, number or secret leaks."""

import copy
import json
import pickle
from typing import Any

import pytest
from tests.unit.webhooks.webhook_bodies import (
    MEDIA,
    REPLY,
    SECRET,
    SHAPES,
    STATUS,
    body,
    event,
)

from bestsms_client import errors
from bestsms_client.errors import ConfigurationError
from bestsms_client.webhooks import (
    Receiver,
    WebhookError,
    WebhookSecretError,
    parse,
)

formats = pytest.mark.parametrize("form", MEDIA)
shapes = pytest.mark.parametrize("shape", SHAPES)

CARRIERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"Authorization": SECRET}, {}),
    ({"authorization": SECRET}, {}),
    ({}, {"APIKey": SECRET}),
    ({}, {"AuthToken": SECRET}),
]
BARE = {name: text for name, text in STATUS.items() if name != "APIKey"}


@pytest.mark.parametrize(("headers", "fields"), CARRIERS)
@formats
def test_each_place_of_the_secret(
    headers: dict[str, str], fields: dict[str, Any], form: str
) -> None:
    delivery = body({**BARE, **fields}, form)
    parse(delivery, MEDIA[form], headers, secrets=SECRET)
    parse(delivery, MEDIA[form], list(headers.items()), secrets=["new", SECRET])
    with pytest.raises(WebhookSecretError) as caught:
        parse(delivery, MEDIA[form], headers, secrets="another")
    assert caught.value.status_code == 401


@pytest.mark.parametrize(
    "forged", ["", " ", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "Größe", "\ud800", "\0"]
)
def test_forged_secrets(forged: str) -> None:
    delivery = {**BARE, "APIKey": forged, "AuthToken": forged}
    content = json.dumps(delivery).encode()
    with pytest.raises(WebhookSecretError, match="secret is missing or wrong"):
        parse(content, "application/json", {"Authorization": forged}, secrets=SECRET)


def test_secrets_are_compared_without_character_replacement() -> None:
    for carried in ("a\u0416b", "a\xe9b", "a\ufffdb"):
        with pytest.raises(WebhookSecretError):
            parse(body(BARE), "application/json", {"Authorization": carried}, secrets="a?b")


@pytest.mark.parametrize("value", [1, 0, True, False, [SECRET], {"a": SECRET}, 1.5])
def test_a_secret_that_is_not_a_string_is_refused(value: object) -> None:
    with pytest.raises(WebhookSecretError, match="not a string"):
        event({**BARE, "APIKey": value})
    headers: Any = {"Authorization": value}
    with pytest.raises(WebhookSecretError, match="not a string"):
        parse(body(BARE), "application/json", headers, secrets=SECRET)


def test_a_delivery_without_a_secret_is_refused() -> None:
    with pytest.raises(WebhookSecretError):
        event(BARE)
    with pytest.raises(WebhookSecretError):
        event({**BARE, "APIKey": None})
    headers: Any = {"Authorization": None}
    with pytest.raises(WebhookSecretError):
        parse(body(BARE), "application/json", headers, secrets=SECRET)


@pytest.mark.parametrize("secret", ["clé-secrète", "пароль"])
def test_secrets_beyond_ascii(secret: str) -> None:
    as_servers_show_it = secret.encode().decode("latin-1")
    for headers in ([(b"authorization", secret.encode())], [("Authorization", as_servers_show_it)]):
        parse(body(BARE), "application/json", headers, secrets=secret)
    event({**BARE, "APIKey": secret}, secrets=secret)
    with pytest.raises(WebhookSecretError):
        event({**BARE, "APIKey": secret}, secrets=SECRET)


@pytest.mark.parametrize("secrets", ["", " ", [], ["", SECRET], (), None, [None]])
def test_a_receiver_needs_a_secret(secrets: Any) -> None:
    with pytest.raises(ConfigurationError):
        event(STATUS, secrets=secrets)


def test_the_secret_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver()  # an import must not fail because a variable is missing
    for missing in (None, "", " \n"):
        if missing is not None:
            monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", missing)
        with pytest.raises(ConfigurationError, match="BESTSMS_WEBHOOK_SECRET"):
            receiver.check()
        for content in (body(STATUS), b"garbage"):
            with pytest.raises(ConfigurationError, match="BESTSMS_WEBHOOK_SECRET"):
                receiver.parse(content, "application/json")
    monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", SECRET)
    receiver.check()
    assert receiver.parse(body(STATUS), "application/json") == event(STATUS)
    with pytest.raises(WebhookSecretError):
        Receiver("another").parse(body(STATUS), "application/json")


@pytest.mark.parametrize("end", ["\n", "\r\n", " ", "\n\n", "\ufeff"])
def test_a_newline_after_the_secret(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value read from a file often ends with a newline, which is harmless in the environment."""
    if end != "\ufeff":
        monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", SECRET + end)
        assert Receiver().parse(body(STATUS), "application/json") == event(STATUS)
    for given in (SECRET + end, end + SECRET, (SECRET + end).encode(), [SECRET, SECRET + end]):
        if end == "\ufeff" and isinstance(given, bytes):
            continue
        with pytest.raises(ConfigurationError, match="invisible character"):
            Receiver(given)
        with pytest.raises(ConfigurationError, match="url_secret contains a line break"):
            Receiver(SECRET, url_secret=given)


@pytest.mark.parametrize(
    "given", [SECRET.encode(), [SECRET.encode()], ["another", SECRET.encode()], (SECRET,)]
)
def test_secrets_may_be_bytes(given: Any) -> None:
    assert event(STATUS, secrets=given) == event(STATUS)


@pytest.mark.parametrize("given", [5, [5], [SECRET, 1.5]])
def test_secrets_of_another_type_are_refused(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass str or bytes"):
        Receiver(given)


@pytest.mark.parametrize("form", MEDIA)
def test_two_secrets_in_one_body_are_refused(form: str) -> None:
    """There is no rule for which one counts."""
    two = body({"XAPIKey": "forged", **STATUS}, form).replace(b"XAPIKey", b"APIKey")
    with pytest.raises(WebhookSecretError):
        parse(two, MEDIA[form], secrets=SECRET)


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://www.example.com/hooks/path-secret", True),
        ("/hooks/path-secret?x=1", True),
        ("/hooks?key=path-secret", True),
        ("/hooks?key=path%2Dsecret", True),
        ("/hooks", False),
        ("/hooks/path-secret-not", False),
        ("/hooks?path-secret", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_the_secret_in_the_url(url: str | None, accepted: bool) -> None:
    options: dict[str, Any] = {"url": url, "url_secret": "path-secret"}
    if accepted:
        event(STATUS, **options)
        # The URL secret is a second factor, never the only one.
        with pytest.raises(WebhookSecretError):
            event(BARE, **options)
    else:
        with pytest.raises(WebhookSecretError):
            event(STATUS, **options)


def test_the_repr_of_an_event_hides_text_secret_and_number() -> None:
    made = event({**REPLY, "Message": "quite-private"}, url="/x")
    shown = f"{made!r} {made}"
    for private in ("quite-private", SECRET, "491570006", "example.com"):
        assert private not in shown
    assert "ReplyEvent('SMSReply', destination='+61***06'" in shown


@pytest.mark.parametrize(
    "content",
    [
        b'{"Message": "quite-private", "APIKey": "ta8wr7ymd"',
        b'{"Message": "quite-private", "APIKey": "ta8wr7ymd"}',
        b'{"quite-private": 1, "quite-private": 2}',
        b"<root>quite-private</rood>",
        b"quite-private=%ff",
        b'{"Message": "quite-private \xff"}',
    ],
)
def test_no_error_contains_the_delivery(content: bytes) -> None:
    types = ["application/json", "text/xml", MEDIA["form"]]
    for content_type in types:
        with pytest.raises(WebhookError) as caught:
            parse(content, content_type, secrets="own-secret")
        error: BaseException | None = caught.value
        while error:
            assert "private" not in repr(error) + str(error) + repr(vars(error))
            assert "own-secret" not in repr(error)
            error = error.__cause__ or error.__context__


@shapes
def test_events_can_be_copied_and_pickled(shape: str) -> None:
    made = event(SHAPES[shape])
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made


@pytest.mark.parametrize("kind", [WebhookError, WebhookSecretError])
def test_errors_can_be_pickled(kind: type[errors.WebhookError]) -> None:
    error = pickle.loads(pickle.dumps(kind("No.")))
    assert (str(error), error.status_code) == ("No.", 401 if kind is WebhookSecretError else 400)
