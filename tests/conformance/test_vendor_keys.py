"""The listed keys of the vendor's Python client match the client itself."""

import json
import subprocess
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "vendor-keys.json"
VENDOR_KEYS: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["python"]
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
# Keys that it sets in addition to the fields of a class.
BESIDE = {"SMSApiRequestDTO": {"Mode"}}


def test_the_listed_keys_match_the_clients_classes(vendor_python: Path) -> None:
    command = [str(vendor_python), "-c", PRINT_FIELDS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    fields: dict[str, list[str]] = json.loads(done.stdout)

    seen = 0
    for way in ("sends", "reads"):
        for schema, entry in VENDOR_KEYS[way].items():
            if entry["from"] in fields:
                seen += 1
                listed = set(entry["keys"]) - BESIDE.get(entry["from"], set())
                assert listed == set(fields[entry["from"]]), schema
    assert seen > 20


def test_the_list_is_of_the_tested_version(vendor_python: Path) -> None:
    pins = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
    assert vendor_python.exists()
    assert f"{VENDOR_KEYS['package']}=={VENDOR_KEYS['version']}" in pins
    assert VENDOR_KEYS["sha256"] in pins
