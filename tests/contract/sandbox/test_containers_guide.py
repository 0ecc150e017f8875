"""The container guide. Its commands are run as far as possible without Docker.

The published port is mapped to another port, container names are mapped to this machine, and the
volume is a folder.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.contract.sandbox.sandbox_api import ALICE

from bestsms_sandbox.__main__ import _parser  # pyright: ignore[reportPrivateUsage]

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "overlay" / "docs" / "containers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)[^\n]*\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [content for name, content in BLOCKS if name == language]


(DOCKERFILE,) = blocks("dockerfile")
COMPOSE: dict[str, Any] = yaml.safe_load(blocks("yaml")[0])
SANDBOX, APP = COMPOSE["services"]["sandbox"], COMPOSE["services"]["app"]
COMMANDS = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
Adapt = Callable[[str], str]


def instruction(name: str) -> list[str]:
    """Return the arguments of a Dockerfile instruction in its JSON form."""
    match = re.search(rf"^(?:[A-Z]+ .*\\\n\s+)?{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert match
    words: list[str] = json.loads(match[1])
    return words


ENTRYPOINT = instruction("ENTRYPOINT")
HEALTHCHECK = json.loads(DOCKERFILE.split("HEALTHCHECK")[1].split("CMD ")[1].split("\n")[0])


def adapted(words: list[str], adapt: Adapt) -> list[str]:
    words = [adapt(word) for word in words]
    return [sys.executable if word == "python" else word for word in words]


@pytest.fixture(scope="module")
def adapt(tmp_path_factory: pytest.TempPathFactory) -> Adapt:
    """Return a function that maps addresses and folders as Docker would."""
    data = tmp_path_factory.mktemp("data")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def adapt(text: str) -> str:
        for name in ("localhost:8080", "sandbox:8080", "127.0.0.1:8080"):
            text = text.replace(name, f"127.0.0.1:{port}")
        return text.replace("/data/", f"{data}/") if text != "8080" else str(port)

    return adapt


@pytest.fixture(scope="module")
def printed(adapt: Adapt) -> Iterator[dict[str, str]]:
    """Run the sandbox as compose would; yield what it prints."""
    command = adapted([*ENTRYPOINT, *SANDBOX["command"]], adapt)
    env = os.environ | SANDBOX["environment"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as running:
        try:
            assert running.stdout
            yield json.loads(running.stdout.readline())
        finally:
            running.terminate()
            assert running.wait(20) == 0


def test_the_health_check_succeeds(printed: dict[str, str], adapt: Adapt) -> None:
    assert printed
    assert subprocess.run(adapted(HEALTHCHECK, adapt), check=False, timeout=60).returncode == 0


def test_the_health_check_fails_without_a_sandbox() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = adapted(HEALTHCHECK, lambda word: word.replace(":8080", f":{port}"))
    done = subprocess.run(command, check=False, timeout=60, stderr=subprocess.DEVNULL)
    assert done.returncode == 1


def test_the_application_sends_with_the_environment_of_the_compose_file(
    printed: dict[str, str], adapt: Adapt
) -> None:
    address = APP["environment"]["BESTSMS_API_URL"]
    options: list[str] = SANDBOX["command"]
    assert address == options[options.index("--public-url") + 1] + "/api/v2.04"
    assert printed["base_url"] == adapt(address)
    program = f"""
from bestsms_client import BestSMS
with BestSMS() as client:
    client.messaging.sms.send_message(message="From a container", destinations="{ALICE}")
"""
    env = os.environ | {name: adapt(value) for name, value in APP["environment"].items()}
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=env)


def test_the_environment_allows_the_name_of_another_container() -> None:
    program = "from bestsms_client import BestSMS; BestSMS().close()"
    env = os.environ | APP["environment"]
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=env)
    del env["BESTSMS_ALLOW_INSECURE_HTTP"]
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, check=False, env=env, stderr=subprocess.DEVNULL).returncode == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_for_your_machine(printed: dict[str, str], adapt: Adapt, command: str) -> None:
    assert printed
    words = [adapt(word) for word in shlex.split(command)]
    # 127.0.0.2 stands for the bridge through which a published port reaches the container.
    done = subprocess.run(
        [*words, "--silent", "--interface", "127.0.0.2"],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).keys() & {"messages", "now"}
    words = [word for word in words if "local-token" not in word and word != "--header"]
    refused = subprocess.run([*words, "--silent", "--interface", "127.0.0.2"], check=False)
    assert refused.returncode == 22  # curl's exit code for an HTTP error with --fail


def test_the_commands_are_those_for_your_machine() -> None:
    assert [line.split()[0] for line in COMMANDS] == ["curl", "curl"]


def test_the_options_of_the_image_and_of_compose_exist() -> None:
    assert ENTRYPOINT[:3] == ["python", "-m", "bestsms_sandbox"]
    default = json.loads(DOCKERFILE.rstrip().rpartition("\nCMD ")[2])
    for options in (default, SANDBOX["command"]):
        parsed = _parser().parse_args([*ENTRYPOINT[3:], *options])
        assert (parsed.host, parsed.port, parsed.allow_remote) == ("0.0.0.0", 8080, True)  # noqa: S104
    assert parsed.webhook_hosts == ["app"]


def test_the_compose_file_is_consistent() -> None:
    assert SANDBOX["ports"] == ["127.0.0.1:8080:8080"]
    assert "EXPOSE 8080" in DOCKERFILE
    (name, folder) = SANDBOX["volumes"][0].split(":")
    assert name in COMPOSE["volumes"]
    assert f"--owner sandbox {folder}" in DOCKERFILE
    assert list(APP["depends_on"]) == ["sandbox"]
    token = SANDBOX["environment"]["BESTSMS_SANDBOX_TOKEN"]
    assert APP["environment"]["BESTSMS_AUTH_TOKEN"] == token
    assert 'pip install --no-cache-dir "bestsms-client[sandbox]"' in DOCKERFILE
