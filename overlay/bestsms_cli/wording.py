"""Translate messages of the Python packages into the terms of the command line.

Their errors and warnings name calls and arguments, such as `region="AU"`. The user of a command
typed options, such as `--region AU`.
"""

import re
from collections.abc import Sequence
from typing import Final


def _argument(name: str) -> str:
    """Return the pattern of an argument's name, not as a part of a merge field, path or text."""
    return rf"""(?<![\w\['"/.-]){name}(?![\w\]'"/-]|\.\w)"""


_TERMS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^client(?:\.\w+)+ failed after", "Failed after"),
        (r"^client(?:\.\w+)+ succeeded", "The gateway accepted the call"),
        (r" Before you send it again, call client\.messaging\.sms\.confirm with .*", ""),
        (r"\bclient\.messaging\.sms\.confirm\b(?:\(\.\.\.\))?", "`bestsms confirm`"),
        (r"^base_url\b", "The address of the gateway"),
        (r"\bbase_url\b", "the address of the gateway"),
        (r'pass (?:the country, such as )?region=(?:"(\w+)")?', r"use --region \1"),
        (r'pass allow=\{"(\w+)"\}', r"use --allow \1"),
        (r'pass \{"group_code": \.\.\.\}', "use --group"),
        (r" If your account allows more, pass caps=Caps\(\.\.\.\) to the client\.", ""),
        (r"Pass the file in attachments", "Use --attach"),
        (r"pass allow_insecure_http=True or set", "set"),
        (r" A string is read as a path; pass content as \(name, bytes\)\.", ""),
        (r"\battachments\[\d+\] \((['\"])(.*?)\1\)", r"--attach \2"),
        (
            r"Pass account_timezone=\.\.\. to the client, or pass",
            "Use --account-time-zone, or give",
        ),
        (r"local time as text in the form", "local time in the form"),
        (_argument("account_timezone"), "--account-time-zone"),
        (
            r"Pass datetime\.fromisoformat\(text\) instead, or local time with",
            "Use local time with",
        ),
        (_argument(r"time_zone(?:=\.\.\.)?"), "--time-zone"),
        (_argument("send_time"), "--at"),
        (_argument("from_number"), "--from"),
        (r"^region\b", "--region"),
        (r"\bper_request and rate\b", "--per-request and --rate"),
        (r"\bQuietHours needs", "--quiet-hours needs"),
        (r'QuietHours\("([\d:]+)", "([\d:]+)", "([\w/]+)"\)', r"\1-\2,\3"),
        (r"with Campaign\.open\(\)", "with `bestsms campaign run`"),
        (r"Call campaign\.resume\(\) first", "Run `bestsms campaign resume` first"),
        (r"^(?:recipients|report): ", ""),
        (r"^recipients has\b", "The file has"),
        (r"\brecipients has\b", "the file has"),
        (r'Pass columns=\{"your column": "(\w+)"\}', r"Name a column '\1'"),
        (r'pass its encoding, for example encoding="(\w+)"', r"use --encoding, such as \1"),
    )
)
_CALL: Final = re.compile(r"client(?:\.\w+)+ failed(?:: |\. )(.)", re.DOTALL)
_DESTINATION: Final = re.compile(r"\bdestinations\[(\d+)\](?:\.(\w+))?")


def in_cli_terms(message: str, recipients: Sequence[str] = ()) -> str:
    """Translate a message. `recipients` says how the user named each recipient, if known.

    Example:
        >>> in_cli_terms('destinations[0] is empty. Pass it, or pass region="AU".', ["--to"])
        '--to is empty. Pass it, or use --region AU.'
    """

    def named(found: re.Match[str]) -> str:
        place = int(found[1])
        name = recipients[place] if place < len(recipients) else "a recipient"
        return f"{name}, {found[2]}," if found[2] else name

    if call := _CALL.match(message):
        message = call[1].upper() + message[call.end() :]
    for pattern, replacement in _TERMS:
        message = pattern.sub(replacement, message)
    return _DESTINATION.sub(named, message)
