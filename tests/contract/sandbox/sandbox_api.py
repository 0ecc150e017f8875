"""Helpers to call a sandbox in its tests."""

from collections.abc import Sequence
from typing import Any

import httpx

from bestsms_sandbox import Sandbox

ALICE, BOB, CAROL = "+61491570006", "+61491570156", "+61491570157"
BAD, UNDELIVERED, SILENT, ANSWERS = "+61491570110", "+61491570313", "+61491570737", "+61491571266"
JSON = {"Content-Type": "application/json"}
SEND = "/send/sms"
MESSAGE = {"Message": "Hello", "Destinations": [{"Recipient": ALICE}]}


class SandboxApi:
    """Calls a sandbox over a real socket."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.http = httpx.Client(
            base_url=sandbox.base_url,
            headers={"Authorization": f"Basic {sandbox.token}"},
            trust_env=False,
            verify=False,
        )
        url = sandbox.page_url + "_sandbox/"
        self.control = httpx.Client(base_url=url, trust_env=False, verify=False)

    def close(self) -> None:
        self.http.close()
        self.control.close()

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Call an operation. Check that the response is JSON with Result and a Content-Length."""
        if body is not None:
            more["json"] = body
        response = self.http.request(method, path, **more)
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert int(response.headers["Content-Length"]) == len(response.content)
        assert "Transfer-Encoding" not in response.headers
        answer = response.json()
        assert (answer["Result"] == "Success") == (response.status_code == 200)
        if response.status_code != 200:
            assert answer["Result"] == "Failed"
            assert answer["ErrorMessage"]
            assert all(isinstance(reason, str) for reason in answer["ErrorMessage"])
        return response

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """Call an operation that succeeds; return its response."""
        response = self.call(method, path, body, **more)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def refused(self, method: str, path: str, body: Any = None, **more: Any) -> str:
        """Call an operation that is refused with 400; return the first reason."""
        response = self.call(method, path, body, **more)
        assert response.status_code == 400, response.text
        reason: str = response.json()["ErrorMessage"][0]
        return reason

    def send(self, *to: Any, message: str = "Hello", **data: Any) -> str:
        content = {"Message": message, "Destinations": list(to) or [ALICE], **data}
        message_id: str = self.ok("POST", "/send/sms", {"MessageData": content})["MessageID"]
        return message_id

    def status(self, message_id: str, **query: Any) -> dict[str, Any]:
        return self.ok("GET", f"/get/status/{message_id}", params=query)

    def replies(self, message_id: str, **query: Any) -> dict[str, Any]:
        return self.ok("GET", f"/get/sms/reply/{message_id}", params=query)

    def advance(self, seconds: float) -> None:
        self.control.post("clock", json={"advance_seconds": seconds}).raise_for_status()

    def reply(self, sender: str, message: str) -> str:
        answer = self.control.post("replies", json={"from": sender, "message": message})
        received_id: str = answer.raise_for_status().json()["received_id"]
        return received_id

    def kept(self) -> list[dict[str, Any]]:
        """Return every stored message, oldest first."""
        messages: list[dict[str, Any]] = []
        page = self._page()
        while page:
            messages = page + messages
            page = self._page(before=page[0]["seq"])
        return messages

    def _page(self, **query: int) -> list[dict[str, Any]]:
        answer = self.control.get("messages", params={"limit": 1000, **query})
        page: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
        return page

    def texts(self) -> list[str]:
        """Return the texts that the recipients of the last message received."""
        return [recipient["text"] for recipient in self.kept()[-1]["recipients"]]

    def contact(self, **fields: str) -> str:
        answer = self.ok("POST", "/addressbook/contact", fields)
        contact_id: str = answer["Contact"]["ContactID"]
        return contact_id

    def group(self, name: str, members: Sequence[str] = (), **fields: str) -> str:
        answer = self.ok("POST", "/addressbook/group", {"GroupName": name, **fields})
        group_id: str = answer["Group"]["GroupID"]
        for contact_id in members:
            self.ok("POST", f"/addressbook/group/{group_id}/contact", {"ContactID": contact_id})
        return group_id


def outcomes(status: dict[str, Any]) -> list[tuple[str, str]]:
    return [(recipient["Status"], recipient["Result"]) for recipient in status["Recipients"]]


def sms(**changes: Any) -> dict[str, Any]:
    """Return a valid body for a send with changes; None removes a field."""
    data = {**MESSAGE, **changes}
    return {"MessageData": {name: value for name, value in data.items() if value is not None}}
