"""Tells whether a delivery comes from the gateway.

Deliveries are not signed. What they carry is a shared secret: as the header Authorization without
a scheme word, and again as APIKey in the body; the older shape has the sender's token as AuthToken.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from bestsms_client.errors import ConfigurationError, WebhookSecretError

Headers: TypeAlias = Mapping[str, str] | Sequence[tuple[str | bytes, str | bytes]]
"""The headers of a request, as a mapping or as pairs."""

CARRIERS: Final = ("APIKey", "AuthToken")
"""The fields of a body that carry a secret."""


class Secrets:
    """The secrets that deliveries are accepted with.

    Args:
        secrets: The shared secret, or several while one is being replaced by another.
        url_secret: A secret that the address of the receiver must hold besides, as one whole
            segment of its path or value of its query.

    Raises:
        ConfigurationError: There is none, or one is blank. A receiver that accepts
            anybody is never meant.

    Example:
        >>> Secrets(["new-secret", "old-secret"]).check([("Authorization", "old-secret")], {}, None)
    """

    def __init__(
        self, secrets: str | Iterable[str], url_secret: str | Iterable[str] | None = None
    ) -> None:
        self._secrets = _encoded(secrets, "secrets")
        self._url_secrets = () if url_secret is None else _encoded(url_secret, "url_secret")

    def __repr__(self) -> str:
        return f"<{len(self._secrets)} secrets>"

    def check(self, headers: Headers, fields: Mapping[str, Any], url: str | None) -> None:
        """Compare what a delivery carries with the secrets, each with each, in constant time.

        One that matches is enough: who knows none can carry none, and a proxy may have replaced
        the header.

        Args:
            headers: The headers of the request.
            fields: The fields of its body.
            url: The address it was sent to; only its path and query count.

        Raises:
            WebhookSecretError: None matches, one is no text, or the address lacks its secret.
        """
        carried = list(_authorizations(headers))
        for name in CARRIERS:
            value = fields.get(name)
            if isinstance(value, str):
                carried.append(_bytes(value))
            elif value is not None:
                raise WebhookSecretError("The secret in the body is no text.")
        matched = _any_equal(carried, self._secrets)
        if self._url_secrets:
            matched &= _any_equal(_parts(url or ""), self._url_secrets)
        if not matched:
            raise WebhookSecretError("The delivery does not carry the secret.")


def _encoded(secrets: str | Iterable[str], name: str) -> tuple[bytes, ...]:
    given = (secrets,) if isinstance(secrets, str) else tuple(secrets or ())
    # One that came from a configuration may be None in spite of the annotation.
    if not given or not all(str(secret or "").strip() for secret in given):
        raise ConfigurationError(
            f"{name} is missing, empty or blank. Give the secret that the dashboard shows under "
            "Users > API > Reporting, or several; BESTSMS_WEBHOOK_SECRET holds it too."
        )
    return tuple(map(_bytes, given))


def _authorizations(headers: Headers) -> Iterable[bytes]:
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        text = name.decode("latin-1") if isinstance(name, bytes) else name
        if text.lower() == "authorization":
            yield from _spellings(value)


def _spellings(value: object) -> Iterable[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield _bytes(value)
        # Servers hand bytes on as Latin-1, so a secret in UTF-8 arrives in disguise.
        if not value.isascii() and max(value) <= "\xff":
            yield value.encode("latin-1")
    elif value is not None:
        raise WebhookSecretError("The secret in the header is no text.")


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
