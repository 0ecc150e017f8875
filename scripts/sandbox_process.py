"""Start and control the sandbox as a separate process, for scripts and tests."""

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
    """A running sandbox, as its first line of output describes it.

    Attributes:
        base_url: The client's `base_url`.
        page_url: The page for browsers; the control API is below it.
        token: The token that the sandbox accepts.
    """

    base_url: str
    page_url: str
    token: str

    def advance(self, seconds: float) -> None:
        """Advance the sandbox's clock."""
        self.control("POST", "clock", {"advance_seconds": seconds})

    def reply(self, sender: str, message: str) -> None:
        """Send a reply from the handset with the number `sender`."""
        self.control("POST", "replies", {"from": sender, "message": message})

    def control(self, method: str, name: str, body: Any = None) -> Any:
        """Call the control API and return its JSON; raise `httpx.HTTPStatusError` if refused."""
        url = f"{self.page_url}_sandbox/{name}"
        # Plain http on this machine: no certificates are needed.
        response = httpx.request(method, url, json=body, trust_env=False, verify=False)  # noqa: S501
        return response.raise_for_status().json()


@contextmanager
def running_sandbox(*options: str) -> Generator[SandboxProcess]:
    """Run `python -m bestsms_sandbox` with these options until the block ends.

    Raises:
        RuntimeError: The sandbox ended before it was ready; it printed the reason on stderr.
    """
    command = [sys.executable, "-m", "bestsms_sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            if not ready:
                raise RuntimeError(f"the sandbox did not start (exit code {process.wait()})")
            yield SandboxProcess(**json.loads(ready))
        finally:
            process.terminate()
