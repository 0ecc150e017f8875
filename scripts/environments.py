"""Create virtual environments with the wheel and its requirements, using the pinned uv."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import contract as c
from sandbox_process import SandboxProcess

PINS = c.ROOT / "scripts" / "requirements.txt"
SMOKE = c.ROOT / "scripts" / "smoke.py"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
_UV = str(Path(sys.executable).with_name("uv"))
_PIN = re.compile(
    r"^([a-z0-9][a-z0-9-]*)(?:\[[^]]*\])?==([^\s;]+)(?: ; ([^\\\n]+?))? \\$", re.MULTILINE
)


class InstallError(RuntimeError):
    """A package could not be installed. The message has uv's reason."""


class RegistryError(InstallError):
    """No package registry can be reached."""


def pins(names: Iterable[str] | None = None, *, without: Iterable[str] = ()) -> list[str]:
    """Return the pinned versions of packages as requirements, without their hashes.

    Args:
        names: The packages; all of them if None.
        without: Packages to leave out.
    """
    chosen, skipped = None if names is None else {*names}, {*without}
    return [
        f"{name}=={version}" + (f" ; {marker}" if marker else "")
        for name, version, marker in _PIN.findall(PINS.read_text(encoding="utf-8"))
        if (chosen is None or name in chosen) and name not in skipped
    ]


def requirements() -> list[str]:
    """Return the requirements of the package with all extras, including the lower bounds."""
    project = tomllib.loads((c.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return list(
        dict.fromkeys([*project["dependencies"], *(line for one in extras for line in one)])
    )


def package_name(requirement: str) -> str:
    """Return the package name of a requirement."""
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower()


def create(home: Path, python: str | Path = sys.executable) -> Path:
    """Create an empty virtual environment; return its interpreter."""
    _uv("venv", "--quiet", "--no-project", "--python", str(python), str(home))
    return home / "bin" / "python"


def install(
    python: Path, *wanted: str, constraints: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Install packages.

    Args:
        python: The interpreter of the environment.
        wanted: The requirements.
        constraints: The versions of indirect requirements.
        options: Options of `uv pip install`.

    Raises:
        RegistryError: No package registry can be reached.
        InstallError: Anything else; the versions may exclude each other.
    """
    command = ["pip", "install", "--quiet", "--python", str(python), *options]
    if constraints:
        file = python.parent.parent / "constraints.txt"
        file.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        command += ["--constraints", str(file)]
    try:
        _uv(*command, "--", *wanted)
    except InstallError:
        if not registry():
            raise RegistryError(
                "This step installs packages, and no package registry can be reached. "
                "If there is a mirror, set UV_DEFAULT_INDEX to its address."
            ) from None
        raise


def registry() -> bool:
    """Return whether a package registry can be reached."""
    command = [_UV, "pip", "compile", "--quiet", "--no-cache", "--no-deps", "-"]
    return not subprocess.run(command, input=b"attrs", check=False, capture_output=True).returncode


def wheel_with(wheel: Path, extras: Sequence[str]) -> str:
    """Return the requirement of a wheel with these extras."""
    named = f"[{','.join(extras)}]" if extras else ""
    return f"bestsms-client{named} @ {wheel.resolve().as_uri()}"


def smoke(python: Path, extras: Iterable[str], gateway: SandboxProcess) -> None:
    """Run scripts/smoke.py in an environment.

    Args:
        python: The interpreter of the environment.
        extras: The extras to try, or `none`.
        gateway: A sandbox that runs outside the environment.

    Raises:
        RuntimeError: Something does not work; the message has the traceback.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "PATH": os.environ.get("PATH", ""),
            "BESTSMS_CONFIG_DIR": home,
            "BESTSMS_API_URL": gateway.base_url,
            "BESTSMS_AUTH_TOKEN": gateway.token,
            "NO_PROXY": "127.0.0.1",
        }
        done = subprocess.run(
            [str(python), "-W", "error", str(SMOKE), *extras],
            cwd=home,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr).strip())


def interpreters() -> dict[str, Path]:
    """Return the supported interpreters of this machine, by version such as `3.12`.

    Checks the running interpreter first, then those of uv and pyenv.
    """
    listed = _uv("python", "list", "--only-installed", "--output-format", "json")
    found = [Path(one["path"]) for one in json.loads(listed)]
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], check=False, capture_output=True, text=True).stdout
        found += sorted(Path(root.strip()).glob("versions/*/bin/python"), reverse=True)
    working: dict[str, Path] = {
        f"{sys.version_info.major}.{sys.version_info.minor}": Path(sys.executable)
    }
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    for path in found:
        command = [str(path), "-c", code]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        version = done.stdout.strip()
        if done.returncode == 0 and version in SUPPORTED:
            working.setdefault(version, path)
    return dict(sorted(working.items()))


def _uv(*arguments: str) -> str:
    done = subprocess.run(
        [_UV, *arguments],
        check=False,
        env={key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise InstallError(f"uv {' '.join(arguments[:2])} failed: {done.stderr.strip()}")
    return done.stdout
