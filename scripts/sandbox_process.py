"""Start the local gateway as a process of its own, and steer it: for the scripts and the tests."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class SandboxProcess:
    """A running gateway, as its first line of output describes it.

    Attributes:
        base_url: What a client is given.
        page_url: The page for people; the control API lies below it.
        token: The token that it accepts.
    """

    base_url: str
    page_url: str
    token: str

    def advance(self, seconds: float) -> None:
        """Advance the gateway's clock."""
        self.control("POST", "clock", {"advance_seconds": seconds})

    def reply(self, sender: str, message: str) -> None:
        """Let the handset with the number `sender` write a message."""
        self.control("POST", "replies", {"from": sender, "message": message})

    def control(self, method: str, name: str, body: Any = None) -> Any:
        """Call the control API and return its JSON; raises `httpx.HTTPStatusError` if refused."""
        url = f"{self.page_url}_sandbox/{name}"
        # It is plain http on this machine: there is no certificate to load or to verify.
        answer = httpx.request(method, url, json=body, trust_env=False, verify=False)  # noqa: S501
        return answer.raise_for_status().json()


@contextmanager
def running_sandbox(*options: str) -> Generator[SandboxProcess]:
    """Run `python -m bestsms_sandbox` with these options for as long as the block lasts.

    Raises:
        RuntimeError: It ended before it was ready; its own words stand on standard error.
    """
    command = [sys.executable, "-m", "bestsms_sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            if not ready:
                raise RuntimeError(f"the gateway did not start (exit code {process.wait()})")
            yield SandboxProcess(**json.loads(ready))
        finally:
            process.terminate()
