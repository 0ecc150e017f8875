"""A terminal session as the guides show it: commands, their output, and background servers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_SERVERS = re.compile(
    r"(?:python -m bestsms_sandbox|bestsms (?:sandbox|listen|inbox --follow)|gunicorn"
    r"|uvicorn|celery|python follow_replies\.py)\b"
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PORT = re.compile(r"\b(?:5000|8000|8001|8025|8080)\b")
_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
_SECONDS = 60


class Console:
    """A session in a folder. Exported variables persist, and servers run until `close`.

    Args:
        folder: The folder in which commands run.
        variables: The initial environment, in addition to PATH.
    """

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {"PATH": path, "HOME": str(folder), "TERM": "xterm", **variables}
        self._ports: dict[str, str] = {}
        self._servers: dict[str, subprocess.Popen[bytes]] = {}

    def with_free_ports(self, text: str) -> str:
        """Replace the ports of the guides. The same port always becomes the same free port."""
        return _PORT.sub(self._port, text)

    def _port(self, match: re.Match[str]) -> str:
        if match[0] not in self._ports:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self._ports[match[0]] = str(free.getsockname()[1])
        return self._ports[match[0]]

    def run(self, command: str, shown: str) -> None:
        """Run a command as in a guide and compare its output with the one shown.

        `...` stands for anything. Message ids and addresses may differ. A command without output in
        the guide may print anything.

        Raises:
            AssertionError: The output differs, or the exit code is not 0.
        """
        command, shown = self.with_free_ports(command), self.with_free_ports(shown)
        if _SERVERS.match(command):
            self._serve(command, shown)
            return
        state = self.folder / ".environment"
        done = subprocess.run(
            ["bash", "-c", f'{command}\ncode=$?; env -0 > "{state}"; exit $code'],
            check=False,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
        )
        printed = done.stdout.decode()
        assert done.returncode == 0, f"$ {command}\n{printed}"
        if shown:
            assert _pattern(shown).fullmatch(_same(printed).rstrip()), f"$ {command}\n{printed}"
        lines = state.read_text(encoding="utf-8").rstrip("\0").split("\0")
        self.environment = dict(line.split("=", 1) for line in lines)
        for name in ("_", "PWD", "OLDPWD", "SHLVL"):
            self.environment.pop(name, None)

    def _serve(self, command: str, shown: str) -> None:
        """Start a server and wait until it prints the expected output."""
        assert shown, f"the guide must show what this prints when it is ready: $ {command}"
        ports = [port for port in self._ports.values() if port in command]
        for other in list(self._servers):
            if other == command or any(port in other for port in ports):
                self._stop(other)
        log = self.folder / ".output"
        with log.open("wb") as output:
            process = self._servers[command] = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.folder,
                env=self.environment | {"PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + _SECONDS
        while not _pattern(shown).match(_same(log.read_text(encoding="utf-8"))):
            printed = f"$ {command}\n{log.read_text(encoding='utf-8')}"
            assert process.poll() is None, printed
            assert time.monotonic() < end, printed
            time.sleep(0.1)

    def _stop(self, command: str) -> None:
        process = self._servers.pop(command)
        process.terminate()
        try:
            process.wait(45)  # gunicorn gives its workers 30 seconds
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        for command in list(self._servers):
            self._stop(command)


def _same(text: str) -> str:
    return _ADDRESS.sub("HOST", _UUID.sub("ID", text))


def _pattern(shown: str) -> re.Pattern[str]:
    return re.compile(re.escape(_same(shown).rstrip()).replace(r"\.\.\.", ".*"), re.DOTALL)
