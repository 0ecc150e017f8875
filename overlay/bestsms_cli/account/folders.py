"""The folders and files that `bestsms` keeps, readable by their owner alone."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def config_folder() -> Path:
    """Return the folder of the settings; BESTSMS_CONFIG_DIR names another one."""
    if chosen := os.environ.get("BESTSMS_CONFIG_DIR"):
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("bestsms", appauthor=False)


def state_folder() -> Path:
    """Return the folder of what is kept from one command to another."""
    if os.environ.get("BESTSMS_CONFIG_DIR"):
        return config_folder() / "state"
    from platformdirs import user_state_path

    return user_state_path("bestsms", appauthor=False)


def private_folder(path: Path) -> Path:
    """Make a folder, if it is missing, that nobody else can look into."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file with mode 0600, whole or not at all."""
    folder = private_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=folder, prefix=path.name)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_private(path: Path) -> dict[str, Any]:
    """Read a JSON file; one that is missing is empty.

    Raises:
        ValueError: It does not hold a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError(f"{path} does not hold a JSON object.")
    return content  # pyright: ignore[reportUnknownVariableType]
