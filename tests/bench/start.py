"""The start-up cost in wall time, each time in a new interpreter.

The cold start is measured in an environment with only the wheel and its requirements. With this
project's tools installed, httpx would also load its command line.
"""

import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

from tests.bench.closure import PROJECT, closure
from tests.bench.peer import MESSAGE_ID
from tests.bench.ratio import Ratio, ratio

ROOT = Path(__file__).parents[2]
IMPORT = "import bestsms_client"
PEER_IMPORT = "import attrs, httpx"
SEND = f"""
from bestsms_client import BestSMS
with BestSMS("bench", base_url=URL) as client:
    client.messaging.sms.send_message(
        message="Hello", destinations="+61491570006", message_id="{MESSAGE_ID}"
    )
"""
PEER_SEND = """
import httpx
with httpx.Client(headers={"Authorization": "Basic bench"}) as client:
    body = {"MessageData": {"Message": "Hello", "Destinations": [{"Recipient": "+61491570006"}]}}
    client.post(URL + "/send/sms", json=body).raise_for_status().json()
"""


def imports(rounds: int) -> Ratio:
    """Compare the import of the client with that of its dependencies, without start-up."""
    return _compare(lambda: _seconds_of(IMPORT), lambda: _seconds_of(PEER_IMPORT), rounds)


def _seconds_of(code: str) -> float:
    timed = f"import time\nbegun = time.perf_counter()\n{code}\nprint(time.perf_counter() - begun)"
    command = [sys.executable, "-c", timed]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def cold_start(url: str, rounds: int) -> Ratio:
    """Compare processes that import, create a client and send once with bare httpx."""
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder))

        def run(code: str) -> float:
            started = time.perf_counter()
            subprocess.run([str(python), "-c", f"URL = {url!r}\n{code}"], check=True)
            return time.perf_counter() - started

        return _compare(lambda: run(SEND), lambda: run(PEER_SEND), rounds)


def environment(home: Path) -> Path:
    """Create an environment with the wheel and its requirements; return its interpreter."""
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/*/site-packages")
    for name in closure():
        if name != PROJECT:
            for file in distribution(name).files or ():
                target = site / file
                if target.resolve().is_relative_to(site.resolve()) and file.suffix != ".pyc":
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(str(file.locate()), target)
    build = [str(Path(sys.executable).with_name("hatchling")), "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", str(home)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = home.glob("*.whl")
    shutil.unpack_archive(wheel, site, "zip")
    python = home / "bin" / "python"
    # Like pip, compile the installed packages.
    subprocess.run([str(python), "-m", "compileall", "-q", str(site)], check=True)
    return python


def _compare(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> Ratio:
    pairs = [(ours() * 1e6, peer() * 1e6) for _ in range(rounds + 1)][1:]
    return ratio([one for one, _ in pairs], [other for _, other in pairs])
