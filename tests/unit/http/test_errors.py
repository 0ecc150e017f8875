"""The error classes: their tree, copying and pickling, and their messages."""

import copy
import pickle
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import Gateway, Reply, both, failed, response, retry, success

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_api.models import StatusResult
from bestsms_client import (
    APIError,
    AuthenticationError,
    BadRequestError,
    BestSMSError,
    DecodeError,
    NoAnswerError,
    NotFoundError,
    NotSentError,
    RateLimitError,
    SendUncertainError,
    ServerError,
    WaitTimeoutError,
    errors,
)

LAST = StatusResult.from_dict({"Result": "Success", "MessageID": "ID1", "Recipients": []})
KNOWN: dict[str, Any] = {
    "sent": "unknown",
    "message_id": "ID1",
    "status_code": 503,
    "errors": ("one", "two"),
    "retry_after": 7.5,
}


def classes(root: type[BestSMSError] = BestSMSError) -> list[type[BestSMSError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in classes(child))]


def made(kind: type[BestSMSError]) -> BestSMSError:
    known: dict[str, Any] = {**KNOWN, "last": LAST} if kind is WaitTimeoutError else KNOWN
    return kind("What happened.", **known)


def through_pickle(protocol: int, error: BestSMSError) -> Any:
    return pickle.loads(pickle.dumps(error, protocol))


WAYS: dict[str, Callable[[Any], Any]] = {
    **{
        f"pickle {protocol}": partial(through_pickle, protocol)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", classes())
def test_errors_survive_copying_and_pickling(kind: type[BestSMSError], way: str) -> None:
    error = made(kind)
    error.add_note("seen on the way")
    twin = WAYS[way](error)
    assert type(twin) is kind
    assert twin.args == error.args == ("What happened.",)
    assert str(twin) == "What happened."
    assert vars(twin) == vars(error)
    assert {name: getattr(twin, name) for name in KNOWN} == KNOWN
    if isinstance(twin, WaitTimeoutError):
        assert twin.last == LAST


@pytest.mark.parametrize("kind", classes())
def test_an_error_without_details_has_default_attributes(kind: type[BestSMSError]) -> None:
    error = kind("What happened.")
    assert error.sent in ("no", "yes", "unknown")
    assert error.message_id is None
    assert error.errors == ()
    assert error.retry_after is None


def test_the_docstring_shows_the_actual_error_tree() -> None:
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([| ]*(?:\+- )?)([A-Z]\w+)  ", line):
            depth = len(found[1]) // 3
            path[depth:] = [found[2]]
            parents[found[2]] = path[depth - 1] if depth else "Exception"
    ours = [kind for kind in classes() if kind.__module__ == errors.__name__]
    assert parents == {kind.__name__: kind.__bases__[0].__name__ for kind in ours}


NOT_FOUND = [known.text for known in ERROR_TEXTS if known.meaning == "not-found"]


@both
@pytest.mark.parametrize("code", [200, 400, 404])
@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found_is_recognised_by_the_contracts_error_texts(
    kind: str, code: int, text: str
) -> None:
    text = text.replace("{id}", "ID1")
    gateway = Gateway(failed(text, code=code))
    with pytest.raises(NotFoundError) as caught:
        gateway.call(kind, "addressbook.group.detail", "ID1")
    assert caught.value.errors == (text,)
    assert caught.value.status_code == code
    assert NOT_FOUND


TIMED_OUT = "timed out while waiting for the response"
LATE, DOWN = httpx.ReadTimeout("late"), httpx.ConnectError("refused")
HTML = response(b"<html>")
SEND, READ = "messaging.sms.send_message", "reports.sms_reply.poll"
CREATE, ABORT = "addressbook.contact.create", "actions.abort.send_request"
CALLS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    SEND: ((), {"message": "Hi", "destinations": "+61491570006"}),
    READ: (("ID1",), {}),
    CREATE: ((), {"attention": "Jo"}),
    ABORT: (("ID1",), {}),
}
UNKNOWN_MESSAGE = "The message may or may not have been accepted."
UNKNOWN_CHANGE = "The change may or may not have been made."
NO_MESSAGE, NO_CHANGE = "The message was not accepted.", "Nothing was changed."
FOUR = " after 4 attempts"
CONFIRM = "Before you send it again, call client.messaging.sms.confirm"

# Call, reply, class, attempts, what happened, what it means, what to do.
ENDS: list[tuple[str, Reply, type[BestSMSError], str, str, str, str]] = [
    (SEND, DOWN, NotSentError, FOUR, "could not connect", "Nothing was sent.", "Check the network"),
    (SEND, LATE, SendUncertainError, "", TIMED_OUT, UNKNOWN_MESSAGE, CONFIRM),
    (SEND, HTML, SendUncertainError, "", "HTTP 200 with an unreadable body", UNKNOWN_MESSAGE,
     CONFIRM),
    (SEND, failed(code=500), SendUncertainError, "", "HTTP 500", UNKNOWN_MESSAGE, CONFIRM),
    (SEND, response(b"", 302), SendUncertainError, "", "HTTP 302", UNKNOWN_MESSAGE, CONFIRM),
    (SEND, failed("No."), BadRequestError, "", "HTTP 400, No", NO_MESSAGE, "Correct the request"),
    (SEND, failed("No.", code=200), BadRequestError, "", "HTTP 200, No", NO_MESSAGE, "Correct"),
    (SEND, failed("Missing Sender"), AuthenticationError, "", "HTTP 400, Missing Sender",
     NO_MESSAGE, "Check the auth token"),
    (SEND, failed(code=401), AuthenticationError, "", "HTTP 401", NO_MESSAGE,
     "Check the auth token"),
    (SEND, failed(code=429), RateLimitError, FOUR, "HTTP 429", NO_MESSAGE, "Wait before"),
    (SEND, response({"Result": "Failed"}, 429, retry_after="31"), RateLimitError, "", "HTTP 429",
     NO_MESSAGE, "Wait 31 s before"),
    (READ, DOWN, NotSentError, FOUR, "could not connect", "", "Check the network"),
    (READ, LATE, NoAnswerError, FOUR, TIMED_OUT, "", "Try again."),
    (READ, HTML, DecodeError, FOUR, "HTTP 200 with an unreadable body", "", "A proxy may have"),
    (READ, failed(code=500), ServerError, FOUR, "HTTP 500", "", "Try again later."),
    (READ, response(b"", 302), APIError, FOUR, "HTTP 302", "", "check base_url"),
    (READ, failed("Message not found"), NotFoundError, "", "HTTP 400, Message not found", "",
     "Check the identifier"),
    (CREATE, DOWN, NotSentError, FOUR, "could not connect", NO_CHANGE, "Check the network"),
    (CREATE, LATE, NoAnswerError, "", TIMED_OUT, UNKNOWN_CHANGE, "Check whether it was made"),
    (CREATE, failed(code=500), ServerError, "", "HTTP 500", UNKNOWN_CHANGE,
     "Check whether it was made"),
    (CREATE, failed("No"), BadRequestError, "", "HTTP 400, No", NO_CHANGE, "Correct the request"),
    (ABORT, LATE, NoAnswerError, FOUR, TIMED_OUT, UNKNOWN_CHANGE, "Try again."),
    (ABORT, failed("Message cannot be aborted (Status=Sent)"), BadRequestError, "",
     "HTTP 400, Message cannot be aborted (Status=Sent)", NO_CHANGE, "Check the current state"),
]  # fmt: skip


@both
@pytest.mark.parametrize(("call", "reply", "wanted", "attempts", "what", "means", "advice"), ENDS)
def test_error_messages_say_what_failed_why_what_it_means_and_what_to_do(
    kind: str,
    call: str,
    reply: Reply,
    wanted: type[BestSMSError],
    attempts: str,
    what: str,
    means: str,
    advice: str,
) -> None:
    args, kwargs = CALLS[call]
    with pytest.raises(BestSMSError) as caught:
        Gateway(reply).call(kind, call, *args, **kwargs, options=retry())
    error = caught.value
    assert type(error) is wanted
    assert str(error).startswith(f"client.{call} failed{attempts}: {what}. {means}")
    assert advice in str(error)
    assert re.search(r"[.)]$", str(error))
    assert error.sent == ("unknown" if "may or may not" in means else "no")
    assert error.__cause__ is None
    assert error.__context__ is None
    assert bool(error.message_id) is (call != CREATE)


@both
@pytest.mark.parametrize("later", [failed("No"), DOWN, failed(code=429)])
def test_after_a_lost_response_the_outcome_stays_uncertain(kind: str, later: Reply) -> None:
    gateway = Gateway(LATE, later)
    with pytest.raises(BestSMSError, match="The response to an earlier attempt was lost") as caught:
        gateway.call(kind, "actions.abort.send_request", "ID1", options=retry())
    assert caught.value.sent == "unknown"

    gateway = Gateway(LATE, later)
    with pytest.raises(SendUncertainError, match="was lost") as caught:
        gateway.send(kind, options=retry(when_uncertain="resend"))
    assert caught.value.sent == "unknown"


@both
def test_a_rate_limit_error_has_retry_after(kind: str) -> None:
    with pytest.raises(RateLimitError) as caught:
        Gateway(response({"Result": "Failed"}, 429, retry_after="31")).send(kind)
    assert caught.value.retry_after == 31


@both
def test_a_decode_error_says_that_the_call_succeeded(kind: str) -> None:
    gateway = Gateway(success())
    with pytest.raises(DecodeError, match=r"Contact is missing\. Do not repeat the call") as caught:
        gateway.call(kind, "addressbook.contact.create", attention="Jo")
    assert caught.value.sent == "yes"
    with pytest.raises(DecodeError) as caught:
        gateway.call(kind, "addressbook.contact.detail", "C1")
    assert caught.value.sent == "no"
    assert caught.value.status_code == 200
    assert caught.value.message_id is None


@both
@pytest.mark.parametrize("fields", [{"MessageID": "ID1", "Recipients": [5]}, {}])
def test_a_decode_error_names_the_message(kind: str, fields: Any) -> None:
    gateway = Gateway(success(), statuses=[success(**fields)])
    with pytest.raises(DecodeError) as caught:
        gateway.call(kind, "reports.status.poll", "ID1")
    assert caught.value.message_id == "ID1"
