"""The gateway: a request's parts in, an answer out, both held against the contract."""

import hmac
import logging
import traceback
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bestsms_sandbox.clock import Clock, moment
from bestsms_sandbox.contract import strict_json
from bestsms_sandbox.contract.description import Contract, NoRoute, Operation
from bestsms_sandbox.contract.tolerance import relax_body, relax_path, relax_query
from bestsms_sandbox.faults.scripts import Fault, Faults
from bestsms_sandbox.gateway.actions import Actions
from bestsms_sandbox.gateway.address_book import Addressbook
from bestsms_sandbox.gateway.emails import Mails
from bestsms_sandbox.gateway.handset import Inbound
from bestsms_sandbox.gateway.life_cycle import LifeCycle
from bestsms_sandbox.gateway.reports import Reports
from bestsms_sandbox.gateway.request import JSON, SYNTAX, Call, Handler, Refusal
from bestsms_sandbox.gateway.results import Fates
from bestsms_sandbox.gateway.sending import Messages
from bestsms_sandbox.storage.database import Store
from bestsms_sandbox.storage.settings import Settings
from bestsms_sandbox.webhooks.payloads import Webhooks
from bestsms_sandbox.webhooks.scheduler import Alarm

BASE_PATH = "/api/v2.04"
_REMEMBERED = 500  # refused calls
_REMEMBERED_BYTES = 16_384  # of the body of each
_log = logging.getLogger("bestsms_sandbox")


class ContractBreach(Exception):  # noqa: N818 - the word says it
    """An answer of ours that the contract does not allow: a fault of the sandbox."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: the path and the query undecoded, header names in lower case.

    `body` is None if it was over the size limit.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    body: bytes | None = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to send: status, JSON body, and the methods for a 405."""

    status: int
    body: JSON
    allow: str = ""


SCRIPTED = Answer(500, {"Result": "Failed", "ErrorMessage": ["A fault was scripted"]})


class Gateway:
    """One BestSMS gateway with everything that it knows.

    Args:
        contract: What is held against requests and answers.
        store: Where everything is kept.
        page_url: Where the sandbox answers, with a slash at the end.
        token: The only auth token that it takes.
        strict: Whether it does without the table of tolerances.
    """

    def __init__(
        self, contract: Contract, store: Store, page_url: str, token: str, *, strict: bool = False
    ) -> None:
        self.contract, self.store, self.page_url = contract, store, page_url
        self.max_body = contract.limits["requestBytes"]
        self.settings = settings = Settings(store)
        self.clock = clock = Clock(settings)
        self.alarm = Alarm(clock)
        self.fates = Fates(settings, contract)
        self.mails = Mails(store)
        self.webhooks = Webhooks(store, clock, settings, contract, token, self.alarm)
        self.inbound = Inbound(store, clock, contract, self.webhooks, self.mails)
        self.life = LifeCycle(
            store, clock, settings, contract, self.fates, self.inbound, self.webhooks, self.mails,
            self.alarm,
        )  # fmt: skip
        self.faults = Faults(contract)
        self.refused = deque[JSON](maxlen=_REMEMBERED)
        self.closing = False
        self._later: list[tuple[int, Request, Fault]] = []
        book = Addressbook(store, clock, contract.fields("ContactWrite"))
        messages = Messages(store, clock, settings, book, self.life, contract.limits, page_url)
        self._handlers: dict[str, Handler] = {
            **messages.handlers(),
            **Reports(store, clock).handlers(),
            **Actions(store, clock, self.life).handlers(),
            **book.handlers(),
        }
        self._token = token.encode()
        self._strict = strict

    def answer(self, request: Request) -> Answer:
        """Answer a request; whatever goes wrong becomes an answer too."""
        answer = self._answer(request)
        if answer.status != 200:
            self._note(request, answer.status, answer.body["ErrorMessage"])
        return answer

    def suffer(self, request: Request, fault: Fault) -> Answer:
        """Carry out a request as far as its fault allows; that is the answer of the gateway."""
        self._note(request, fault.status, SCRIPTED.body["ErrorMessage"], fault.do)
        answer = SCRIPTED
        if fault.kept:
            answer = self._answer(request)
            self._hide(answer, fault)
        elif fault.keep_after_seconds is not None:
            due_at = self.clock.now() + round(fault.keep_after_seconds * 1000)
            self._later.append((due_at, request, fault))
            self.alarm.by(due_at)
        return answer

    def _hide(self, answer: Answer, fault: Fault) -> None:
        if fault.hide_seconds is not None and answer.status == 200:
            self.store.run(
                "UPDATE messages SET hidden_until = ? WHERE seq = (SELECT max(seq) FROM messages"
                " WHERE id = ?)",
                self.clock.now() + round(fault.hide_seconds * 1000), answer.body["MessageID"],
            )  # fmt: skip

    def _note(
        self, request: Request, status: int | None, reasons: list[str], fault: str | None = None
    ) -> None:
        """Remember a call that was refused or went wrong."""
        at = moment(self.clock.now())
        body = (request.body or b"")[:_REMEMBERED_BYTES].decode(errors="replace")
        self.refused.append({
            "at": at,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "request": body,
            "status": status,
            "reasons": reasons,
            "fault": fault,
        })  # fmt: skip

    def _answer(self, request: Request) -> Answer:
        operation: Operation | None = None
        identity: dict[str, str] = {}
        try:
            operation, path = self._route(request)
            identity = _identity(operation, path)
            self.tick()
            return Answer(200, self._perform(operation, path, request))
        except NoRoute as none:
            text = "Method Not Allowed" if none.allow else "Not Found"
            refusal, allow = Refusal(text), none.allow
        except Refusal as refused:
            refusal, allow = refused, ""
        except Exception as fault:
            return Answer(500, _failure(identity, fault))
        body: JSON = {"Result": "Failed", **identity, "ErrorMessage": refusal.messages}
        status = self.contract.status(refusal.text)
        check = operation.check_answer if operation else self.contract.check_error
        breach = check(status, body)
        if breach:
            return Answer(500, _failure(identity, ContractBreach(breach)))
        return Answer(status, body, allow)

    def tick(self) -> None:
        """Let everything happen that is due."""
        now = self.clock.now()
        due = [later for later in self._later if later[0] <= now]
        self._later = [later for later in self._later if later[0] > now]
        for _, request, fault in due:
            self._hide(self._answer(request), fault)
        self.life.settle()

    def next_due(self) -> int | None:
        """Return the moment at which the next thing happens by itself."""
        events = self.store.value("SELECT min(due_at) FROM events")
        return min([due for due, *_ in self._later] + [events] * (events is not None), default=None)

    def reset(self) -> None:
        """Forget everything."""
        with self.store.transaction():
            self.store.reset()
        self.settings.load()
        self.faults.clear()
        self.refused.clear()
        self._later.clear()

    def _route(self, request: Request) -> tuple[Operation, dict[str, str]]:
        path = request.path
        if not self._strict:
            path = relax_path(path)
        below = path[: len(BASE_PATH)] if self._strict else path[: len(BASE_PATH)].lower()
        if below != BASE_PATH:
            raise NoRoute
        return self.contract.route(
            request.method, path[len(BASE_PATH) :], any_case=not self._strict
        )

    def _perform(self, operation: Operation, path: dict[str, str], request: Request) -> JSON:
        """Check a request in the gateway's order, let its operation happen, check the answer."""
        body, raw = self._read_body(operation, request)
        self._authenticate(request)
        query = parse_qsl(request.query, keep_blank_values=True)
        if not self._strict:
            query = relax_query(operation, query)
        arguments = operation.arguments(path, query)
        if operation.body_schema is not None:
            if not self._strict:
                body = relax_body(self.contract, operation.body_schema, body)
            operation.check_body(body)
        with self.store.transaction():
            call = Call(arguments, body, raw)
            answer = {"Result": "Success", **self._handlers[operation.id](call)}
            if breach := operation.check_answer(200, answer):
                raise ContractBreach(breach)
        return answer

    def _read_body(self, operation: Operation, request: Request) -> tuple[Any, str]:
        if request.body is None:
            raise Refusal("Request is larger than 20 MB")
        if operation.body_schema is None:
            if request.body and self._strict:
                raise Refusal(SYNTAX, f"{operation.id} takes no body")
            return {}, ""
        if not request.body and not self._strict:
            return {}, ""
        media_type = request.headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if media_type != b"application/json":
            raise Refusal("Content-Type must be application/json")
        try:
            return strict_json.parse(request.body)
        except ValueError:
            raise Refusal(SYNTAX) from None

    def _authenticate(self, request: Request) -> None:
        scheme, _, token = request.headers.get(b"authorization", b"").strip().partition(b" ")
        if not scheme:
            raise Refusal(self.settings.option("missing_token"))
        known = hmac.compare_digest(token.strip(), self._token)
        if scheme.lower() != b"basic" or not known:
            raise Refusal("Unauthorized")


def _identity(operation: Operation, path: Mapping[str, str]) -> dict[str, str]:
    """Return what the refusals of an operation carry beside their reason.

    The vendor's own client needs a MessageID in those of all reports, though one names none.
    """
    if "MessageID" in path:
        return {"MessageID": path["MessageID"]}
    return {"MessageID": ""} if operation.id == "getSmsReceived" else {}


def _failure(identity: Mapping[str, str], fault: Exception) -> JSON:
    """Report a fault of the sandbox without repeating any text of a request."""
    where = traceback.format_tb(fault.__traceback__)
    _log.error("The sandbox failed with %s\n%s", type(fault).__name__, "".join(where))
    reason = str(fault) if isinstance(fault, ContractBreach) else type(fault).__name__
    return {
        "Result": "Failed",
        **identity,
        "ErrorMessage": ["Error occurred while creating job", f"The sandbox failed: {reason}"],
    }
