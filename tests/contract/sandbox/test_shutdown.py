"""A sandbox always ends with its process, and it works with a frozen clock."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import freezegun
import pytest
from tests.contract.sandbox.sandbox_api import ALICE, SILENT

from bestsms_client import BestSMS
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
PATIENCE = 30  # seconds, enough for processes on a busy machine


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that must end without help."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)


def is_listening(url: str) -> bool:
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname or "", address.port or 0), 1).close()
    except ConnectionRefusedError:
        return False
    return True


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


ENDINGS = {
    "without stop()": ("", 0),
    "an exception in main": ("raise SystemError('set-up failed')", 1),
    "sys.exit": ("import sys; sys.exit(3)", 3),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", -signal.SIGINT),
    "a stalled call": (
        """
        import httpx, threading
        gateway.outbox.control("PUT", "faults", {"faults": [{"do": "stall"}]})
        url = gateway.base_url + "/addressbook/contact/list"
        threading.Thread(target=lambda: httpx.get(url, timeout=None), daemon=True).start()
        while not gateway.outbox.control("GET", "faults")["faults"][0]["hits"]: pass
        """,
        0,
    ),
    "an open page": (
        """
        import httpx
        stream = httpx.stream("GET", gateway.page_url + "_sandbox/changes")
        lines = stream.__enter__().iter_lines()
        next(lines)
        """,
        0,
    ),
    "a frozen clock": (
        "import freezegun; freezegun.freeze_time('2001-01-01').start()",
        0,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDINGS)
def test_a_program_that_forgets_its_sandbox_ends(name: str) -> None:
    ending, code = ENDINGS[name]
    program = (
        "from bestsms_sandbox import Sandbox\n"
        "gateway = Sandbox().start()\n"
        "print(gateway.base_url, flush=True)\n" + textwrap.dedent(ending)
    )
    done = run(program)
    assert done.returncode == code, done.stderr
    assert not is_listening(done.stdout.strip())


@pytest.mark.slow
def test_a_program_that_forks_leaves_no_port_open() -> None:
    done = run(
        """
        import os, time
        from bestsms_sandbox import Sandbox
        gateway = Sandbox().start()
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(writer)
            os.close(1)
            os.close(2)
            os.read(reader, 1)  # until the parent has ended and the test has checked
            time.sleep(3)
            gateway.stop()
            os._exit(0)
        print(gateway.base_url, flush=True)
        """
    )
    assert done.returncode == 0, done.stderr
    assert not is_listening(done.stdout.strip())


@pytest.mark.slow
def test_killing_a_parent_leaves_nothing_running() -> None:
    program = """
        import os, subprocess, sys, time
        CHILD = '''
        import os, sys
        from bestsms_sandbox import Sandbox
        with Sandbox() as gateway:
            print(os.getpid(), gateway.base_url, flush=True)
            sys.stdin.read()  # ends with the parent, as the workers of pytest-xdist do
        '''
        import textwrap
        command = [sys.executable, "-c", textwrap.dedent(CHILD)]
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        from bestsms_sandbox import Sandbox
        own = Sandbox().start()
        print(own.base_url, flush=True)
        time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        lines = sorted(parent.stdout.readline().split() for _ in range(2))
        (child, childs_url), (own_url,) = lines
        assert is_listening(own_url)
        assert is_listening(childs_url)
        parent.kill()
        until(lambda: not is_listening(own_url) and not is_listening(childs_url))
        until(lambda: not Path(f"/proc/{child}").exists())


def test_stop_before_start_closes_the_port(tmp_path: Path) -> None:
    sandbox = Sandbox(db=str(tmp_path / "db"))
    sandbox.stop()
    assert not is_listening(sandbox.base_url)
    sandbox.stop()
    with pytest.raises(RuntimeError, match="was stopped and cannot be started again"):
        sandbox.start()
    Sandbox(db=str(tmp_path / "db")).stop()  # the file is unlocked


def test_starting_twice_is_an_error_and_the_first_continues() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(RuntimeError, match="already started"):
            sandbox.start()
        with pytest.raises(RuntimeError, match="already started"):
            sandbox.serve(lambda: None)
        assert len(sandbox.outbox) == 0


def test_a_stopped_sandbox_cannot_be_started_again() -> None:
    sandbox = Sandbox().start()
    sandbox.stop()
    with pytest.raises(RuntimeError, match="was stopped"):
        sandbox.start()
    assert not is_listening(sandbox.base_url)


def test_stopping_from_several_threads() -> None:
    sandbox = Sandbox().start()
    threads = [threading.Thread(target=sandbox.stop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def use(sandbox: Sandbox) -> None:
    """Send, deliver and read, as tests do."""
    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        sent = client.messaging.sms.send_message(message="Hello", destinations=ALICE)
        sandbox.outbox.advance(60)
        assert client.reports.status.poll(sent).status == "Completed"
    assert sandbox.outbox.last.text == "Hello"


@pytest.mark.parametrize("moment", ["2001-01-01", "2040-06-01"])
def test_a_frozen_clock(moment: str) -> None:
    freeze = freezegun.freeze_time
    sandbox = Sandbox().start()
    use(sandbox)
    with freeze(moment):
        use(sandbox)
        sandbox.stop()
    assert not is_listening(sandbox.base_url)
    with freeze(moment), Sandbox() as inside:
        use(inside)
    with freeze(moment):
        across = Sandbox().start()
    use(across)
    across.stop()


@pytest.mark.parametrize("name", ["time.monotonic", "time.time", "time.time_ns"])
def test_a_replaced_clock(name: str) -> None:
    sandbox = Sandbox().start()
    with mock.patch(name, return_value=1_700_000_000):
        sandbox.outbox.advance(1)
    stopping = threading.Thread(target=sandbox.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()


TEST_FILE = f"""
import time
from pathlib import Path
import freezegun
import pytest

def log(sandbox):
    with (Path(__file__).parent / "urls").open("a") as file:
        file.write(sandbox.base_url + "\\n")

@freezegun.freeze_time("2001-01-01")
def test_frozen(sms_client, sms_outbox):
    sms_client.messaging.sms.send_message(message="Hello", destinations="{ALICE}")
    sms_outbox.advance(10)
    assert sms_outbox.last.status == "Completed"

@pytest.mark.parametrize("number", range(4))
def test_sending(bestsms_sandbox, sms_client, sms_outbox, number):
    log(bestsms_sandbox)
    sms_client.messaging.sms.send_message(message="Hello", destinations="{SILENT}")
    assert [message.text for message in sms_outbox] == ["Hello"]

@pytest.mark.parametrize("number", range(4))
def test_waiting(bestsms_sandbox, number):
    log(bestsms_sandbox)
    (Path(__file__).parent / f"waiting{{number}}").touch()
    time.sleep(60)
"""


def session(folder: Path, *options: str) -> list[str]:
    (folder / "test_it.py").write_text(TEST_FILE)
    plugins = ["-p", "no:schemathesis", "-p", "no:cacheprovider"]
    return [sys.executable, "-m", "pytest", "-q", *plugins, "-n", "2", *options, str(folder)]


@pytest.mark.slow
def test_a_session_under_xdist_with_a_frozen_test_ends(tmp_path: Path) -> None:
    command = session(tmp_path, "-k", "not waiting")
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert "5 passed" in done.stdout, done.stdout + done.stderr
    for url in (tmp_path / "urls").read_text().split():
        assert not is_listening(url)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_session_under_xdist_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = session(tmp_path, "-k", "waiting")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=subprocess.STDOUT, cwd=tmp_path, start_new_session=True
    ) as running:
        until(lambda: len(list(tmp_path.glob("waiting*"))) == 2)
        urls = (tmp_path / "urls").read_text().split()
        workers = children(running.pid)
        assert len(workers) == 2
        assert all(is_listening(url) for url in urls)
        if number == signal.SIGINT:
            os.killpg(running.pid, signal.SIGINT)  # as a terminal does for Ctrl-C
        else:
            running.kill()
        running.wait(PATIENCE)
        until(lambda: not any(is_listening(url) for url in urls))
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
