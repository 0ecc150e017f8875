"""The gateway: turns requests into responses, and checks both against the contract."""

import hmac
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract import strict_json
from bestsms_sandbox.contract.refusal import SYNTAX, Refusal
from bestsms_sandbox.contract.routing import NoRoute
from bestsms_sandbox.contract.tolerance import relax_body, relax_path, relax_query
from bestsms_sandbox.contract.validation import Operation
from bestsms_sandbox.faults.scripts import FaultScript, FaultScripts
from bestsms_sandbox.gateway.actions import ActionHandlers
from bestsms_sandbox.gateway.address_book import AddressBookHandlers
from bestsms_sandbox.gateway.delivery_rules import DeliveryRules
from bestsms_sandbox.gateway.emails import Emails
from bestsms_sandbox.gateway.handset import Handset
from bestsms_sandbox.gateway.life_cycle import LifeCycle
from bestsms_sandbox.gateway.reports import ReportHandlers
from bestsms_sandbox.gateway.request import Handler, OperationCall
from bestsms_sandbox.gateway.request_log import RequestLog
from bestsms_sandbox.gateway.sending import SendingHandlers
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.storage.retention import Retention
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.webhooks.queue import WebhookQueue

BASE_PATH = "/api/v2.04"
_log = logging.getLogger("bestsms_sandbox")


class ContractBreach(Exception):  # noqa: N818 - reads better without the suffix
    """A response of the sandbox violates the contract. This is a bug in the sandbox."""


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """A request as received: path and query are not decoded, header names are in lower case.

    `body` is None if it was larger than the limit.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    body: bytes | None = b""


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """A response: status, JSON body, and the Allow header of a 405."""

    status: int
    body: JSON
    allow: str = ""


SCRIPTED = GatewayResponse(500, {"Result": "Failed", "ErrorMessage": ["A scripted fault occurred"]})


class Gateway:
    """The operations of the gateway and their shared state."""

    def __init__(self, context: SandboxContext) -> None:
        self.context = context
        self.rules = DeliveryRules(context)
        self.emails = Emails(context.database)
        self.webhooks = WebhookQueue(context)
        self.handset = Handset(context, self.webhooks, self.emails)
        self.life = LifeCycle(context, self.rules, self.handset, self.webhooks, self.emails)
        self.faults = FaultScripts(context.contract)
        self.requests = RequestLog()
        self._deferred: list[tuple[int, GatewayRequest, FaultScript]] = []
        book = AddressBookHandlers(context)
        self._handlers: dict[str, Handler] = {
            **SendingHandlers(context, book, self.life).handlers(),
            **ReportHandlers(context).handlers(),
            **ActionHandlers(context, self.life).handlers(),
            **book.handlers(),
        }
        self._token = context.token.encode()
        keep = context.keep
        self._retention = Retention(context.database, keep) if keep else None

    def handle(self, request: GatewayRequest) -> GatewayResponse:
        """Process a request. Every error becomes a response."""
        response = self._handle(request)
        self._log(request, response.status, response.body.get("ErrorMessage", ()))
        return response

    def handle_with_fault(self, request: GatewayRequest, fault: FaultScript) -> GatewayResponse:
        """Process the request as far as the scripted fault permits, and return the response."""
        self._log(request, fault.status, SCRIPTED.body["ErrorMessage"], fault.do)
        response = SCRIPTED
        if fault.performed:
            response = self._handle(request)
            self._hide(response, fault)
        elif fault.keep_after_seconds is not None:
            due_at = self.context.clock.now() + round(fault.keep_after_seconds * 1000)
            self._deferred.append((due_at, request, fault))
            self.context.scheduler.wake_by(due_at)
        return response

    def _hide(self, response: GatewayResponse, fault: FaultScript) -> None:
        if fault.hide_seconds is not None and response.status == 200:
            until = self.context.clock.now() + round(fault.hide_seconds * 1000)
            self.context.database.run(
                "UPDATE messages SET hidden_until = ? WHERE seq = (SELECT max(seq) FROM messages"
                " WHERE id = ?)",
                until, response.body["MessageID"],
            )  # fmt: skip

    def _log(
        self,
        request: GatewayRequest,
        status: int | None,
        reasons: Sequence[str],
        fault: str | None = None,
    ) -> None:
        at = rfc3339(self.context.clock.now())
        address = (request.method, request.path, request.query)
        self.requests.add(at, address, request.body, status, reasons, fault)

    def _handle(self, request: GatewayRequest) -> GatewayResponse:
        operation: Operation | None = None
        identity: dict[str, str] = {}
        try:
            operation, path = self._route(request)
            identity = _error_fields(operation, path)
            self.tick()
            return GatewayResponse(200, self._perform(operation, path, request))
        except NoRoute as none:
            text = "Method Not Allowed" if none.allow else "Not Found"
            refusal, allow = Refusal(text), none.allow
        except Refusal as refused:
            refusal, allow = refused, ""
        except Exception as fault:
            return GatewayResponse(500, _failure(identity, fault))
        body: JSON = {"Result": "Failed", **identity, "ErrorMessage": refusal.messages}
        status = self.context.contract.status(refusal.text)
        check = operation.check_response if operation else self.context.contract.check_error
        breach = check(status, body)
        if breach:
            return GatewayResponse(500, _failure(identity, ContractBreach(breach)))
        return GatewayResponse(status, body, allow)

    def tick(self) -> None:
        """Process everything that is due."""
        now = self.context.clock.now()
        due = [later for later in self._deferred if later[0] <= now]
        self._deferred = [later for later in self._deferred if later[0] > now]
        for _, request, fault in due:
            self._hide(self._handle(request), fault)
        self.life.settle()
        if self._retention:
            self._retention.prune()

    def next_due(self) -> int | None:
        """Return the time of the next planned event, if any."""
        events = self.context.database.value("SELECT min(due_at) FROM events")
        return min(
            [due for due, *_ in self._deferred] + [events] * (events is not None), default=None
        )

    def reset(self) -> None:
        """Delete everything."""
        with self.context.database.transaction():
            self.context.database.reset()
        self.context.settings.load()
        self.faults.clear()
        self.requests.clear()
        self._deferred.clear()

    def _route(self, request: GatewayRequest) -> tuple[Operation, dict[str, str]]:
        path = request.path
        if not self.context.strict:
            path = relax_path(path)
        below = path[: len(BASE_PATH)] if self.context.strict else path[: len(BASE_PATH)].lower()
        if below != BASE_PATH:
            raise NoRoute
        return self.context.contract.router.route(
            request.method, path[len(BASE_PATH) :], any_case=not self.context.strict
        )

    def _perform(self, operation: Operation, path: dict[str, str], request: GatewayRequest) -> JSON:
        """Check a request in the gateway's order, run its handler, and check the response."""
        body, raw = self._read_body(operation, request)
        self._authenticate(request)
        query = parse_qsl(request.query, keep_blank_values=True)
        if not self.context.strict:
            query = relax_query(operation, query)
        arguments = operation.arguments(path, query)
        if operation.body_schema is not None:
            if not self.context.strict:
                body = relax_body(self.context.contract.document, operation.body_schema, body)
            operation.check_body(body)
        with self.context.database.transaction():
            call = OperationCall(arguments, body, raw)
            response = {"Result": "Success", **self._handlers[operation.id](call)}
            if breach := operation.check_response(200, response):
                raise ContractBreach(breach)
        return response

    def _read_body(self, operation: Operation, request: GatewayRequest) -> tuple[Any, str]:
        if request.body is None:
            raise Refusal("Request is larger than 20 MB")
        if operation.body_schema is None:
            if request.body and self.context.strict:
                raise Refusal(SYNTAX, f"{request.method} {operation.path} does not accept a body")
            return {}, ""
        if not request.body and not self.context.strict:
            return {}, ""
        media_type = request.headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if media_type != b"application/json":
            raise Refusal("Content-Type must be application/json")
        try:
            return strict_json.parse(request.body)
        except ValueError:
            raise Refusal(SYNTAX) from None

    def _authenticate(self, request: GatewayRequest) -> None:
        scheme, _, token = request.headers.get(b"authorization", b"").strip().partition(b" ")
        if not scheme:
            raise Refusal(self.context.settings.option("missing_token"))
        known = hmac.compare_digest(token.strip(), self._token)
        if scheme.lower() != b"basic" or not known:
            raise Refusal("Unauthorized")


def _error_fields(operation: Operation, path: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that an operation's error responses have in addition to the reason.

    The vendor's client requires a MessageID in the errors of all reports, even where it is empty.
    """
    if "MessageID" in path:
        return {"MessageID": path["MessageID"]}
    return {"MessageID": ""} if operation.id == "getSmsReceived" else {}


def _failure(identity: Mapping[str, str], fault: Exception) -> JSON:
    """Log an error in the sandbox and return a response, without any text from the request."""
    where = traceback.format_tb(fault.__traceback__)
    _log.error("Error in the sandbox: %s\n%s", type(fault).__name__, "".join(where))
    reason = str(fault) if isinstance(fault, ContractBreach) else type(fault).__name__
    return {
        "Result": "Failed",
        **identity,
        "ErrorMessage": ["Error occurred while creating job", f"Error in the sandbox: {reason}"],
    }
