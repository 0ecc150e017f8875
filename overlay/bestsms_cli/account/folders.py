"""The folders and files of `bestsms`, which only their owner can read."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def config_folder() -> Path:
    """Return the folder for settings. BESTSMS_CONFIG_DIR overrides it."""
    if chosen := os.environ.get("BESTSMS_CONFIG_DIR"):
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("bestsms", appauthor=False)


def state_folder() -> Path:
    """Return the folder for state that is shared between commands."""
    if os.environ.get("BESTSMS_CONFIG_DIR"):
        return config_folder() / "state"
    from platformdirs import user_state_path

    return user_state_path("bestsms", appauthor=False)


def private_folder(path: Path) -> Path:
    """Create a folder with mode 0700 if it does not exist."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file with mode 0600, atomically."""
    folder = private_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=folder, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_private(path: Path) -> dict[str, Any]:
    """Read a JSON object. Return an empty one if the file does not exist."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError(f"{path} does not contain a JSON object.")
    return content  # pyright: ignore[reportUnknownVariableType]
