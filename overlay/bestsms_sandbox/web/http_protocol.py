"""Extends uvicorn's HTTP protocol with JSON errors and a time limit for requests."""

import asyncio
import json

import h11
from starlette.types import Message
from uvicorn.protocols.http.h11_impl import H11Protocol

from bestsms_sandbox.faults.sockets import raw_response


class HttpProtocol(H11Protocol):
    """One connection.

    Attributes:
        request_seconds: The time limit from the first byte of a request to the last.
    """

    request_seconds = 60.0
    _timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Process received data, and start the time limit if the request is incomplete."""
        super().data_received(data)
        if not self._is_half_received():
            self._cancel_timer()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.request_seconds, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the time limit."""
        self._cancel_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Respond to invalid HTTP with a JSON error, and close the connection."""
        error = {"Result": "Failed", "ErrorMessage": [msg]}
        headers = [(b"content-type", b"application/json; charset=utf-8")]
        body: Message = {"body": json.dumps(error).encode()}
        self.transport.write(raw_response([{"status": 400, "headers": headers}, body], 0))
        self.transport.close()

    def _is_half_received(self) -> bool:
        state = self.conn.their_state
        return state is h11.SEND_BODY or (state is h11.IDLE and bool(self.conn.trailing_data[0]))

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
