"""Make TLS contexts, with errors that name the environment variable at fault."""

import os
import ssl
from functools import cache
from pathlib import Path

from bestsms_client.errors import ConfigurationError


def tls_context() -> ssl.SSLContext:
    """Return the context of this process: its certificates are loaded once, which takes a while.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the certificates that come with httpx.

    Raises:
        ConfigurationError: What one of them names cannot be used.
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
            f"The environment variable SSL_CERT_FILE names a file that cannot be used: {why}."
        )
    if folder:
        if not Path(folder).is_dir():
            raise ConfigurationError(
                "The environment variable SSL_CERT_DIR names a folder that does not exist."
            )
        return ssl.create_default_context(capath=folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "it holds no valid certificates"
    return (getattr(error, "strerror", None) or "its name is malformed").lower()
