"""The list of what the vendor's Python client knows is that of the client itself."""

import json
import subprocess
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "witnesses.json"
WITNESS: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["python"]
PRINT_FIELDS = """
import dataclasses, importlib, json, pkgutil
import bestsms

fields = {}
for info in pkgutil.walk_packages(bestsms.__path__, "bestsms."):
    for name, value in vars(importlib.import_module(info.name)).items():
        if dataclasses.is_dataclass(value):
            fields[name] = [field.name for field in dataclasses.fields(value)]
print(json.dumps(fields))
"""
# What it sets beside the fields of a class.
BESIDE = {"SMSApiRequestDTO": {"Mode"}}


def test_its_classes_have_the_fields_that_are_listed(vendor_python: Path) -> None:
    command = [str(vendor_python), "-c", PRINT_FIELDS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    fields: dict[str, list[str]] = json.loads(done.stdout)

    seen = 0
    for way in ("sends", "reads"):
        for schema, entry in WITNESS[way].items():
            if entry["from"] in fields:
                seen += 1
                listed = set(entry["keys"]) - BESIDE.get(entry["from"], set())
                assert listed == set(fields[entry["from"]]), schema
    assert seen > 20


def test_it_is_the_version_that_conformance_runs(vendor_python: Path) -> None:
    pins = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
    assert vendor_python.exists()
    assert f"{WITNESS['package']}=={WITNESS['version']}" in pins
    assert WITNESS["sha256"] in pins
