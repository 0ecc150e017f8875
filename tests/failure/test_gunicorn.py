"""gunicorn forks workers of an application that has already used its client."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.failure.raw_gateway import RawGateway, reply, sent

REQUESTS: Final = 100


@pytest.mark.slow
def test_preloaded_workers_send_independently() -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "4", "--threads"]
        command += ["2", "--bind", f"127.0.0.1:{port}", "tests.failure.gunicorn_application"]
        environment = {**os.environ, "GATEWAY": gateway.url}
        root = Path(__file__).parents[2]
        with subprocess.Popen(
            command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                wait_for(port)
                # A new connection per request, so that every worker gets some.
                with ThreadPoolExecutor(8) as threads:
                    url = f"http://127.0.0.1:{port}/"
                    answers = list(threads.map(partial(httpx.get, timeout=60), [url] * REQUESTS))
            finally:
                server.send_signal(signal.SIGTERM)
                _, log = server.communicate(timeout=60)
        assert {response.status_code for response in answers} == {200}, log
        assert len({response.text for response in answers}) > 1
        ids = [request.message_id for request in gateway.requests]
        assert len(ids) == len(set(ids)) == 2 + 2 * REQUESTS


def wait_for(port: int) -> None:
    """Wait until the port accepts connections."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")
