"""Verify that a webhook request comes from the gateway.

Webhook requests are not signed. They carry a shared secret: in the `Authorization` header without a
scheme, and again as `APIKey` in the body. In the older format, `AuthToken` has the sender's token.
"""

import hmac
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from bestsms_client.errors import ConfigurationError, WebhookSecretError

Headers: TypeAlias = Mapping[str, str] | Sequence[tuple[str | bytes, str | bytes]]
"""The headers of a request, as a mapping or as pairs."""

Secret: TypeAlias = str | bytes
SecretOrSecrets: TypeAlias = Secret | Iterable[Secret]
"""One secret, or several while you rotate it."""

CARRIERS: Final = ("APIKey", "AuthToken")
"""The fields of a body that contain the secret."""


class Secrets:
    """The secrets that webhook requests are verified with; see `Receiver`.

    Example:
        >>> Secrets(["new-secret", "old-secret"]).check([("Authorization", "old-secret")], {}, None)
    """

    def __init__(self, secrets: SecretOrSecrets, url_secret: SecretOrSecrets | None = None) -> None:
        self._secrets = encoded(secrets, "secrets")
        self._url_secrets = () if url_secret is None else encoded(url_secret, "url_secret")

    def __repr__(self) -> str:
        return f"<{len(self._secrets)} secrets>"

    def check(self, headers: Headers, fields: Mapping[str, Any], url: str | None) -> None:
        """Compare the secrets of a request with the expected ones, in constant time.

        One match is enough, since a proxy may have replaced the header. Only the path and the query
        of the URL are checked.

        Raises:
            WebhookSecretError: No secret matches, one is not a string, or the URL does not contain
                its secret.
        """
        carried = list(_authorizations(headers))
        for name in CARRIERS:
            value = fields.get(name)
            if isinstance(value, str):
                carried.append(_bytes(value))
            elif value is not None:
                raise WebhookSecretError("The secret in the body is not a string.")
        matched = _any_equal(carried, self._secrets)
        if self._url_secrets:
            matched &= _any_equal(_parts(url or ""), self._url_secrets)
        if not matched:
            raise WebhookSecretError("The webhook secret is missing or wrong.")


def encoded(secrets: SecretOrSecrets, name: str) -> tuple[bytes, ...]:
    """Return secrets as bytes; raise `ConfigurationError` if one cannot be used."""
    # A value from a configuration file may be None or a number despite the annotation.
    value: Any = secrets
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes)
    given = cast("tuple[Secret, ...]", tuple(value) if several else (value,))  # pyright: ignore[reportUnknownArgumentType]
    if not given or not all(given):
        raise _missing(name)
    return tuple(_usable(secret, name) for secret in given)


def _usable(secret: Secret, name: str) -> bytes:
    if not isinstance(secret, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(f"{name} is of type {type(secret).__name__}; pass str or bytes.")
    text = secret if isinstance(secret, str) else secret.decode("latin-1")
    if not text.strip():
        raise _missing(name)
    # The encoding of bytes is unknown, so only their ASCII characters are checked.
    known = text if isinstance(secret, str) else "".join(filter(str.isascii, text))
    hidden = any(unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp") for one in known)
    if hidden or known != known.strip():
        raise ConfigurationError(
            f"{name} contains a line break, surrounding spaces or another invisible character, so "
            "no webhook request could match it. If you read it from a file, call .strip() first."
        )
    return _bytes(secret) if isinstance(secret, str) else secret


def _missing(name: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name} is missing, empty or blank. Pass the secret that the dashboard shows under "
        "Users > API > Reporting, or set the environment variable BESTSMS_WEBHOOK_SECRET."
    )


def _authorizations(headers: Headers) -> Iterable[bytes]:
    # The headers of http.server are not a Mapping, but have items() too.
    items: Any = getattr(headers, "items", None)
    pairs: Iterable[tuple[Any, Any]] = items() if items else cast("Any", headers)
    for name, value in pairs:
        text = name.decode("latin-1") if isinstance(name, bytes) else name
        if text.lower() == "authorization":
            yield from _spellings(value)


def _spellings(value: object) -> Iterable[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield _bytes(value)
        # Servers decode headers as Latin-1, which garbles a secret in UTF-8.
        if not value.isascii() and max(value) <= "\xff":
            yield value.encode("latin-1")
    elif value is not None:
        raise WebhookSecretError("The secret in the Authorization header is not a string.")


def _parts(url: str) -> list[bytes]:
    try:
        address = urlsplit(url)
        values = [value for _, value in parse_qsl(address.query, max_num_fields=100)]
    except ValueError:
        return []
    return [_bytes(part) for part in (*map(unquote, address.path.split("/")), *values)]


def _any_equal(given: Iterable[bytes], secrets: tuple[bytes, ...]) -> bool:
    matched = False
    for one in given:
        for secret in secrets:
            matched |= hmac.compare_digest(one, secret)
    return matched


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
