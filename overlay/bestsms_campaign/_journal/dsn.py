"""Distinguish PostgreSQL connection strings from file paths."""

import re
from typing import Final

_DSN: Final = re.compile(r"postgres(?:ql)?://|(?:^|\s)(?:host|dbname|service)\s*=")


def is_dsn(where: object) -> bool:
    """Return whether a string is a PostgreSQL connection string.

    Example:
        >>> is_dsn("postgresql://db.example/shop"), is_dsn("dbname=shop"), is_dsn("spring.db")
        (True, True, False)
    """
    return isinstance(where, str) and _DSN.match(where) is not None
