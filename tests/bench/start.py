"""What it costs to begin: the import, and all that is loaded by the first send after it.

Each is measured in a fresh interpreter, by the wall clock; the interpreter's own start is left out.
"""

import subprocess
import sys
from collections.abc import Callable

from tests.bench.ratio import Ratio, ratio

IMPORT = "import bestsms_client"
PEER_IMPORT = "import attrs, httpx"
FIRST = """
from bestsms_client import BestSMS
with BestSMS("bench", base_url=URL) as client:
    client.messaging.sms.send_message(message="Hello", destinations="+61491570006")
"""
PEER_FIRST = """
with httpx.Client(headers={"Authorization": "Basic bench"}) as client:
    body = {"MessageData": {"Message": "Hello", "Destinations": [{"Recipient": "+61491570006"}]}}
    client.post(URL + "/send/sms", json=body).json()
"""


def seconds(code: str, before: str = "") -> float:
    """Run code in a fresh interpreter, and give its seconds without what comes before."""
    timed = f"{before}\nimport time\nbegun = time.perf_counter()\n{code}\n"
    command = [sys.executable, "-c", f"{timed}print(time.perf_counter() - begun)"]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def imports(rounds: int) -> Ratio:
    """The import over that of what it stands on, in microseconds."""
    return _compare(lambda: seconds(IMPORT), lambda: seconds(PEER_IMPORT), rounds)


def first_send(url: str, rounds: int) -> Ratio:
    """The first send after the import over httpx's first post, imports included in both."""
    where = f"URL = {url!r}\n"
    return _compare(
        lambda: seconds(FIRST, f"{where}{IMPORT}"),
        lambda: seconds(f"{PEER_IMPORT}\n{PEER_FIRST}", where),
        rounds,
    )


def _compare(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> Ratio:
    pairs = [(ours() * 1e6, peer() * 1e6) for _ in range(rounds + 1)][1:]
    return ratio([one for one, _ in pairs], [other for _, other in pairs])
