"""A plain HTTP connection to a sandbox, and a function that scripts faults."""

import json
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.contract.sandbox.sandbox_api import ALICE, SEND, SandboxApi


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class RawConnection:
    """One plain HTTP connection to a sandbox, without retries."""

    def __init__(self, api: SandboxApi, timeout: float = 10) -> None:
        url = urlsplit(api.sandbox.base_url)
        self.http = HTTPConnection(url.hostname or "", url.port, timeout=timeout)
        self._base, self._token = url.path, api.sandbox.token

    def call(self, method: str, path: str, body: Any = None) -> Reply:
        headers = {"Authorization": f"Basic {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        self.http.request(method, self._base + path, data, headers)
        with self.http.getresponse() as response:
            return Reply(response.status, dict(response.headers), response.read())

    def send(self, message_id: str = "ID1", to: str = ALICE) -> Reply:
        data = {"MessageID": message_id, "Message": message_id, "Destinations": [to]}
        return self.call("POST", SEND, {"MessageData": data})


def script(api: SandboxApi, *faults: dict[str, Any]) -> None:
    response = api.control.put("faults", json={"faults": list(faults)})
    assert response.status_code == 200, response.text
