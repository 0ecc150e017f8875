"""A gateway that kills its client at chosen moments and records what it receives."""

import json
import os
import signal
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any


class Server(socketserver.ThreadingTCPServer):
    """A gateway that records ids and recipients, and kills its client at chosen moments.

    Attributes:
        victim: The process of the client.
        forgetful: Whether to count messages without recording them.
        moments: The numbers of sends at which the client dies, each with the progress of the send:
            the connection is open, the body has arrived, the message is recorded, or the response
            is sent.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: list[tuple[str, list[str]]] = []
        self.sizes: list[int] = []
        self.sends = 0
        self.victim = 0
        self.forgetful = False
        self.moments: dict[int, str] = {}
        self.lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/v2.04"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        message_id = self.path.partition("?")[0].rpartition("/")[2]
        with self.server.lock:
            known = any(message_id == kept for kept, _who in self.server.kept)
        if known:
            status: dict[str, Any] = {"Status": "Completed", "Count": 1, "Recipients": []}
            self.respond(200, {"Result": "Success", "MessageID": message_id, **status})
        else:
            self.respond(400, {"Result": "Failed", "ErrorMessage": ["Message(s) NOT found"]})

    def do_POST(self) -> None:
        server = self.server
        server.sends += 1
        moment = server.moments.get(server.sends)
        if moment == "open":
            return self.kill()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if moment == "come":
            return self.kill()
        data = json.loads(body)["MessageData"]
        with server.lock:
            server.sizes.append(len(body))
            if not server.forgetful:
                server.kept.append(
                    (data["MessageID"], [d["Recipient"] for d in data["Destinations"]])
                )
        if moment == "kept":
            return self.kill()
        self.respond(200, {"Result": "Success", "MessageID": data["MessageID"]})
        if moment == "answered":
            self.kill()
        return None

    def kill(self) -> None:
        self.close_connection = True
        os.kill(self.server.victim, signal.SIGKILL)

    def respond(self, code: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass
