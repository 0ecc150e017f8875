"""Measure the figures, print a table and write it as JSON: `python -m tests.bench [KEY ...]`."""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tests.bench.closure import closure
from tests.bench.figures import Setting
from tests.bench.peer import peer
from tests.bench.ratio import Ratio
from tests.bench.table import BASELINE, FIGURES, Figure

PACKAGES: Final = (
    "bestsms-client",
    "httpx",
    "httpcore",
    "h11",
    "attrs",
    "aiohttp",
    "httpx-aiohttp",
)


def machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in PACKAGES},
    }


def line(figure: Figure, measured: Ratio, before: float | None) -> str:
    bar = "" if figure.bar is None else f"{figure.bar:.2f}"
    met = "" if figure.bar is None else "met" if measured.value <= figure.bar else "MISSED"
    was = "" if before is None else f"{before:.2f}"
    between = f"{measured.low:.2f}-{measured.high:.2f}"
    return (
        f"{figure.title:46} {bar:>5} {measured.value:6.2f} {figure.unit:2} {met:6} {was:>6} "
        f"{between:>11} {measured.ours:12,.1f} {measured.peer:12,.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("keys", nargs="*", help="the figures to measure; without any, all")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--size", type=float, default=1.0, help="of a round")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"))
    options = parser.parse_args()
    wanted = [figure for figure in FIGURES if not options.keys or figure.key in options.keys]
    baseline: dict[str, Any] = (
        json.loads(BASELINE.read_text())["figures"] if BASELINE.exists() else {}
    )
    found: dict[str, Any] = {}
    print(f"{'':46} {'bar':>5} {'ratio':>6} {'':9} {'before':>6} {'quartiles':>11} "
          f"{'ours':>12} {'peer':>12}")  # fmt: skip
    with peer() as url:
        for figure in wanted:
            measured = figure.measure(Setting(url, rounds=options.rounds, size=options.size))
            before = baseline.get(figure.key, {}).get("value")
            print(line(figure, measured, before), flush=True)
            entry = {name: round(value, 3) for name, value in asdict(measured).items()}
            found[figure.key] = {"title": figure.title, "bar": figure.bar, **entry}
    sizes = closure()
    for name, size in sizes.items():
        print(f"  {name:20} {size / 1e6:6.2f} MB")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "machine": machine(),
        "rounds": options.rounds,
        "size": options.size,
        "figures": found,
        "closure": sizes,
    }
    options.output.write_text(json.dumps(report, indent=2) + "\n")
    print(f"written to {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
