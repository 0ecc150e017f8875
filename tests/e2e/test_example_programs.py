"""The example programs of the guides with real servers and a real sandbox, as a user runs them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from bestsms_campaign import Campaign
from sandbox_process import SandboxProcess, running_sandbox

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "overlay" / "docs" / "examples"
SECRET = "shared-secret"
ANNA, BERT = "+61491570006", "+61491570110"  # Bert's messages fail
SERVERS = {
    "flask": ["gunicorn", "-w", "2", "flask_app:app"],
    "fastapi": ["uvicorn", "fastapi_app:app"],
    "django": ["gunicorn", "-w", "2", "django.core.wsgi:get_wsgi_application()"],
    "wsgi": ["gunicorn", "-w", "2", "wsgi_app:app"],
    "asgi": ["uvicorn", "asgi_app:app"],
}


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


@pytest.fixture
def gateway(served: SandboxProcess) -> SandboxProcess:
    served.control("POST", "reset")
    return served


@pytest.fixture
def environment(gateway: SandboxProcess, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(EXAMPLES),
        "BESTSMS_AUTH_TOKEN": gateway.token,
        "BESTSMS_API_URL": gateway.base_url,
        "BESTSMS_WEBHOOK_SECRET": SECRET,
        "DJANGO_SETTINGS_MODULE": "django_shop.settings",
        "CAMPAIGN": str(tmp_path / "spring.db"),
    }


def until(ready: Callable[[], Any], seconds: float = 60) -> Any:
    """Call a function repeatedly and return its first true result."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := ready():
            return result
        time.sleep(0.05)
    raise TimeoutError


@contextmanager
def running(
    command: list[str], folder: Path, environment: dict[str, str], **options: Any
) -> Generator[Path]:
    """Run a program until the block ends; yield the file with its output."""
    output = folder / "output.txt"
    with (
        output.open("ab") as file,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        ) as process,
    ):
        try:
            yield output
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def serving(kind: str, folder: Path, environment: dict[str, str]) -> Generator[str]:
    """Serve an application; yield its URL."""
    if kind == "django":
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=folder, env=environment, check=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server, *rest = SERVERS[kind]
        number = str(listener.fileno())
        bind = ["-b", f"fd://{number}"] if server == "gunicorn" else ["--fd", number]
        command = [sys.executable, "-m", server, *bind, *rest]
        with running(command, folder, environment, pass_fds=[listener.fileno()]):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def configure(gateway: SandboxProcess, address: str) -> None:
    gateway.control("PUT", "webhook", {"url": f"{address}/sms", "secret": SECRET})


def redeliver_everything(gateway: SandboxProcess) -> None:
    for webhook in gateway.control("GET", "webhooks")["webhooks"]:
        gateway.control("POST", f"webhooks/{webhook['seq']}/redeliver")
    gateway.advance(300)


@pytest.mark.parametrize("framework", ["flask", "fastapi", "django"])
def test_a_web_application_sends_and_receives(
    framework: str, gateway: SandboxProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    with (
        serving(framework, tmp_path, environment) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as web,
    ):
        configure(gateway, address)
        for name, mobile in (("7", ANNA), ("8", BERT)):
            response = web.post("/orders", json={"name": name, "mobile": mobile})
            assert response.status_code == 201, response.text
            assert response.json()["message_id"]
        gateway.advance(10)
        gateway.reply(ANNA, "NO")
        gateway.advance(1)
        redeliver_everything(gateway)
        assert web.get("/orders/7").json() == {"delivery": "SUCCESS", "reply": "NO"}
        assert web.get("/orders/8").json() == {"delivery": "FAILED", "reply": ""}
        webhooks = gateway.control("GET", "webhooks")["webhooks"]
        assert [webhook["state"] for webhook in webhooks] == ["delivered"] * 3
    name = "django.db" if framework == "django" else "shop.db"
    with closing(sqlite3.connect(tmp_path / name)) as database:
        assert database.execute("SELECT count(*) FROM bestsms_events").fetchone() == (3,)


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_a_receiver_without_a_framework_prints_each_event_once(
    kind: str, gateway: SandboxProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    with serving(kind, tmp_path, environment) as address:
        configure(gateway, address)
        gateway.control("PUT", "webhook", {"url": f"{address}/sms", "secret": "wrong"})
        gateway.reply(ANNA, "Yes")
        gateway.advance(1)
        (webhook,) = gateway.control("GET", "webhooks")["webhooks"]
        assert [attempt["status"] for attempt in webhook["tries"]] == [401]
        configure(gateway, address)
        gateway.reply(ANNA, "No")
        gateway.advance(1)
        redeliver_everything(gateway)
    printed = (tmp_path / "output.txt").read_text(encoding="utf-8").splitlines()
    events = [line for line in printed if line.startswith("InboundEvent")]
    assert sorted(set(events)) == sorted(events)
    assert "InboundEvent RECEIVED No" in events


def test_replies_are_recorded_once_despite_kills(
    gateway: SandboxProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, str(EXAMPLES / "follow_replies.py")]
    texts = [f"reply {number}" for number in range(6)]
    with running(command, tmp_path, environment) as output:
        for text in texts[:3]:
            gateway.reply(ANNA, text)
        until(lambda: "reply 2" in output.read_text())
    for text in texts[3:5]:
        gateway.reply(ANNA, text)
    with running(command, tmp_path, environment) as output:
        until(lambda: "reply 4" in output.read_text())
        gateway.reply(ANNA, texts[5])
        until(lambda: "reply 5" in output.read_text())
    with closing(sqlite3.connect(tmp_path / "replies.db")) as database:
        rows = database.execute("SELECT number, text FROM replies").fetchall()
    assert rows == [(ANNA, text) for text in texts]


def test_a_reminder_is_sent_once_in_repeated_runs(
    gateway: SandboxProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    rows = f"Name,Mobile,Time\nAnna,{ANNA},2030-05-02T09:00\nJo,+61491570156,2030-05-02T10:30\n"
    (tmp_path / "appointments.csv").write_text(rows, encoding="utf-8")
    command = [sys.executable, str(EXAMPLES / "reminders.py"), "appointments.csv"]
    for result in ("scheduled", "already sent"):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        )
        assert done.stdout == f"Anna {result}\nJo {result}\n"
    messages = gateway.control("GET", "messages")["messages"]
    assert len(messages) == 2
    texts = [recipient["text"] for message in messages for recipient in message["recipients"]]
    assert "Hello Jo, see you on 02 May at 10:30." in texts


def test_celery_sends_each_chunk_once_and_its_beat_recovers_abandoned_chunks(
    gateway: SandboxProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    people = [f"+614915{number:05}" for number in range(60)]
    path = tmp_path / "spring.db"
    campaign = Campaign.create(path, message="Open again", recipients=people, per_request=4)
    # A broker of files, since the test has no Redis; and a beat that does not wait a minute.
    (tmp_path / "shop_queue.py").write_text(
        "from celery_campaign import app, start\n"
        "app.conf.broker_transport_options = {\n"
        "    'data_folder_in': 'queue', 'data_folder_out': 'queue', 'control_folder': 'control'}\n"
        "app.conf.beat_schedule['sweep']['schedule'] = 1.0\n"
    )
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    environment |= {"BROKER_URL": "filesystem://", "PYTHONPATH": f"{EXAMPLES}:{tmp_path}"}
    start = [sys.executable, "-c", "import shop_queue; shop_queue.start()"]
    subprocess.run(start, cwd=tmp_path, env=environment, check=True)
    with campaign.journal.transaction() as execute:
        execute("UPDATE bestsms_chunk SET state = 'sending', due_at = 0 WHERE number = 3")
    worker = [sys.executable, "-m", "celery", "-A", "shop_queue", "worker", "--beat", "-c", "2"]
    with campaign, running(worker, tmp_path, environment):
        until(lambda: campaign.status().counts.sent == len(people))
        assert campaign.status().counts.recoveries == 1
    sent = [
        recipient["destination"]
        for message in gateway.control("GET", "messages")["messages"]
        for recipient in message["recipients"]
    ]
    assert sorted(sent) == people


def test_every_example_is_under_sixty_lines() -> None:
    files = [file for file in EXAMPLES.rglob("*.py") if "__pycache__" not in file.parts]
    assert len(files) >= 10
    lengths = {file.name: len(file.read_text().splitlines()) for file in files}
    assert {name: length for name, length in lengths.items() if length >= 60} == {}
