"""One connection to a sandbox on which things may go wrong, and the scripts that say what."""

import json
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.contract.sandbox.running_sandbox import ALICE, SEND, Rig


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection to a gateway, without retries or manners."""

    def __init__(self, rig: Rig, timeout: float = 10) -> None:
        url = urlsplit(rig.sandbox.base_url)
        self.http = HTTPConnection(url.hostname or "", url.port, timeout=timeout)
        self._base, self._token = url.path, rig.sandbox.token

    def call(self, method: str, path: str, body: Any = None) -> Reply:
        headers = {"Authorization": f"Basic {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        self.http.request(method, self._base + path, data, headers)
        with self.http.getresponse() as answer:
            return Reply(answer.status, dict(answer.headers), answer.read())

    def send(self, message_id: str = "ID1", to: str = ALICE) -> Reply:
        data = {"MessageID": message_id, "Message": message_id, "Destinations": [to]}
        return self.call("POST", SEND, {"MessageData": data})


def script(rig: Rig, *faults: dict[str, Any]) -> None:
    answer = rig.control.put("faults", json={"faults": list(faults)})
    assert answer.status_code == 200, answer.text
