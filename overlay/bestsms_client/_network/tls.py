"""Create TLS contexts, with errors that name the environment variable at fault."""

import os
import ssl
from functools import cache
from pathlib import Path

from bestsms_client.errors import ConfigurationError


def tls_context() -> ssl.SSLContext:
    """Return the TLS context of this process, whose certificates are loaded only once.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the certificates of certifi.

    Raises:
        ConfigurationError: The file or folder cannot be used.
    """
    return _context(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@cache
def _context(file: str, folder: str) -> ssl.SSLContext:
    if file:
        try:
            return ssl.create_default_context(cafile=file)
        except (OSError, ValueError) as error:
            why = _why(error)
        raise ConfigurationError(
            f"The file in the environment variable SSL_CERT_FILE cannot be used: {why}."
        )
    if folder:
        if not Path(folder).is_dir():
            raise ConfigurationError(
                "The folder in the environment variable SSL_CERT_DIR does not exist."
            )
        return ssl.create_default_context(capath=folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "it contains no valid certificates"
    return (getattr(error, "strerror", None) or "its name is malformed").lower()
