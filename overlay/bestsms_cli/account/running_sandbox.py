"""Find the sandbox that is running on this machine."""

import contextlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from bestsms_cli.account.addresses import is_local
from bestsms_cli.account.folders import read_private, state_folder, write_private
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import say

_TIMEOUT: Final = 2.0


class RunningSandbox(NamedTuple):
    """The addresses and the auth token of a sandbox. The control API is below `page_url`."""

    base_url: str
    page_url: str
    token: str

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON.

        Raises:
            click.ClickException: The sandbox refused the call, or it has stopped.
        """
        request = urllib.request.Request(  # noqa: S310
            f"{self.page_url}_sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Basic {self.token}",
            },
        )
        # Ignore proxy settings for loopback addresses.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                reason = refusal.read(100_000)
            try:
                text = str(json.loads(reason)["error"])
            except (KeyError, TypeError, ValueError):
                text = f"The sandbox responded with HTTP status {refusal.code}."
            raise click.ClickException(text) from None
        except OSError:
            raise click.ClickException(
                f"The sandbox at {self.page_url} does not respond. Start it with `bestsms sandbox`."
            ) from None


def register(where: Mapping[str, str]) -> None:
    """Record the addresses of this process's sandbox, so that other commands find it."""
    write_private(_path(), {**where, "pid": os.getpid()})


def unregister() -> None:
    """Remove the record of this process's sandbox, unless a newer sandbox has replaced it."""
    with contextlib.suppress(OSError, ValueError):
        if read_private(_path()).get("pid") == os.getpid():
            _path().unlink()


def sandbox_at(base_url: str, token: str) -> RunningSandbox:
    """Return the sandbox at a base URL."""
    page_url = base_url.rstrip("/").removesuffix("/api/v2.04") + "/"
    return RunningSandbox(base_url, page_url, token)


def find() -> RunningSandbox | None:
    """Return the sandbox that `bestsms sandbox` started last, or None if none is running.

    A sandbox that was started in another way is found through `BESTSMS_API_URL` and
    `BESTSMS_AUTH_TOKEN`.
    """
    candidates: list[RunningSandbox] = []
    with contextlib.suppress(OSError, ValueError, KeyError):
        stored = read_private(_path())
        candidates.append(RunningSandbox(stored["base_url"], stored["page_url"], stored["token"]))
    url, token = os.environ.get("BESTSMS_API_URL", ""), os.environ.get("BESTSMS_AUTH_TOKEN", "")
    if token and is_local(url):
        candidates.append(sandbox_at(url, token))
    return next(filter(_answers, candidates), None)


def _answers(sandbox: RunningSandbox) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{sandbox.page_url}_sandbox/livez", timeout=_TIMEOUT) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _path() -> Path:
    return state_folder() / "sandbox.json"


@contextlib.contextmanager
def one_for_this_command(session: Session) -> Generator[None]:
    """Run a sandbox for the duration of a command, if none is running."""
    if find() is not None:
        yield
        return
    try:
        from bestsms_sandbox import Sandbox

        sandbox = Sandbox()
    except ImportError:
        yield  # the command then fails because no sandbox is running
        return
    say(session, "No sandbox is running. Starting one for this command.")
    with sandbox:
        register({name: getattr(sandbox, name) for name in ("base_url", "page_url", "token")})
        try:
            yield
        finally:
            unregister()
