"""Stored accounts. Names and addresses are in a file, tokens in the keyring or in that file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import click

from bestsms_cli.account.folders import config_folder, read_private, write_private

_SERVICE: Final = "bestsms"
DEFAULT_NAME: Final = "default"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A stored account. `token` is None if the keyring no longer has it."""

    name: str
    base_url: str
    token: str | None = field(repr=False)
    stored_in: Literal["keyring", "file"]


class Profiles:
    """The stored accounts of this user."""

    def __init__(self) -> None:
        self.path: Path = config_folder() / "profiles.json"
        try:
            content = read_private(self.path)
        except ValueError:
            raise click.UsageError(
                f"{self.path} is damaged. Correct it, or delete it and run: bestsms login"
            ) from None
        stored: dict[str, dict[str, Any]] = content.get("profiles", {})
        self._stored = stored
        self.default: str = content.get("default", DEFAULT_NAME)

    @property
    def names(self) -> list[str]:
        """The names of all profiles."""
        return sorted(self._stored)

    def get(self, name: str | None = None) -> Profile | None:
        """Return a profile, by default the default profile, or None if it is not stored."""
        name = name or self.default
        stored = self._stored.get(name)
        if stored is None:
            return None
        token = stored.get("token")
        return Profile(
            name=name,
            base_url=stored["base_url"],
            token=token or _from_keyring(name),
            stored_in="file" if token else "keyring",
        )

    def store(self, name: str, token: str, base_url: str, *, plain: bool) -> Profile:
        """Store an account. The first one becomes the default.

        With `plain`, the token is stored in the file even if there is a keyring.
        """
        in_keyring = not plain and _to_keyring(name, token)
        if not self._stored:
            self.default = name
        self._stored[name] = {"base_url": base_url} | ({} if in_keyring else {"token": token})
        self._save()
        stored = self.get(name)
        assert stored is not None
        return stored

    def choose(self, name: str) -> None:
        """Make a profile the default."""
        self.default = name
        self._save()

    def remove(self, name: str) -> None:
        """Remove a profile and its token."""
        if "token" not in self._stored.pop(name):
            _forget(name)
        if self.default == name:
            self.default = self.names[0] if self._stored else DEFAULT_NAME
        self._save()

    def _save(self) -> None:
        write_private(self.path, {"default": self.default, "profiles": self._stored})


def keyring_name() -> str | None:
    """Return the name of this machine's keyring, or None if there is none."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return None
    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return None
    return backend.name


def _to_keyring(name: str, token: str) -> bool:
    if keyring_name() is None:
        return False
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, name, token)
        return keyring.get_password(_SERVICE, name) == token
    except (KeyringError, OSError, RuntimeError):
        return False  # the keyring is locked or broken: use the file


def _from_keyring(name: str) -> str | None:
    if keyring_name() is None:
        return None
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name)
    except (KeyringError, OSError, RuntimeError):
        return None


def _forget(name: str) -> None:
    if keyring_name() is None:
        return
    import contextlib

    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError, OSError, RuntimeError):
        keyring.delete_password(_SERVICE, name)
