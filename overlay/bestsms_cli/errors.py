"""Exit codes and error output.

0    success
1    failure: the gateway refused, a recipient was not reached, a file could not be read
2    usage error: an argument, option or setting is invalid; nothing was sent
3    unknown outcome: the message may or may not have been sent
4    authentication error: there is no auth token, or the gateway refuses it
130  interrupted
"""

import io
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.session import Session
from bestsms_cli.terminal.text import clean, style, wrap

if TYPE_CHECKING:
    from bestsms_client import BestSMSError

FAILED: Final = 1
USAGE: Final = 2
UNKNOWN: Final = 3
AUTHENTICATION: Final = 4
INTERRUPTED: Final = 130


class CommandError(click.ClickException):
    """An error that ends the command, with a hint for the user and an exit code."""

    def __init__(self, message: str, *, hint: str = "", code: int = FAILED) -> None:
        super().__init__(message)
        self.hint, self.code = hint, code


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    from bestsms_cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    session = Session()

    def show_warning(message: Warning | str, *_: object, **__: object) -> None:
        from bestsms_cli.wording import in_cli_terms

        say_warning(in_cli_terms(str(message), session.recipients))

    warnings.showwarning = show_warning
    try:
        code = app.main(arguments, prog_name="bestsms", standalone_mode=False, obj=session)
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        if error.ctx is not None:
            path = error.ctx.command_path
            click.echo(f"{error.ctx.get_usage()}\nTry '{path} --help' for help.\n", err=True)
        say_error(error.format_message())
        _as_json(session, "UsageError", error.format_message())
        return USAGE
    except CommandError as error:
        say_error(error.message, error.hint)
        _as_json(session, "CommandError", error.message)
        return error.code
    except click.ClickException as error:
        say_error(error.format_message())
        return FAILED
    except (KeyboardInterrupt, EOFError, click.Abort):
        say_error("Interrupted.")
        return INTERRUPTED
    except Exception as error:
        return _unexpected(session, error)


def _unexpected(session: Session, error: Exception) -> int:
    """Report an error that the command did not handle, usually one of the client."""
    from bestsms_client import BestSMSError

    if isinstance(error, BestSMSError):
        from bestsms_cli.wording import in_cli_terms

        notes = getattr(error, "__notes__", [])
        message = in_cli_terms(str(error), session.recipients)
        say_error(message, "\n".join(filter(None, [hint_for(error), *notes])))
        _as_json(session, type(error).__name__, message, error)
        return exit_code(error)
    if isinstance(error, OSError) and error.filename:
        say_error(f"{error.filename}: {error.strerror}")
        return FAILED
    if os.environ.get("BESTSMS_DEBUG"):
        traceback.print_exception(error)
    say_error(
        f"Unexpected {type(error).__name__}.",
        "This is a bug. Set BESTSMS_DEBUG=1 to print the traceback, and report it.",
    )
    _as_json(session, type(error).__name__, "Unexpected error.")
    return FAILED


def exit_code(error: "BestSMSError") -> int:
    """Return the exit code for an error of the client."""
    from bestsms_client import (
        AuthenticationError,
        ConfigurationError,
        InvalidRequestError,
        WaitTimeoutError,
    )

    if isinstance(error, AuthenticationError):
        return AUTHENTICATION
    if isinstance(error, ConfigurationError | InvalidRequestError):
        return USAGE
    if error.sent == "unknown" or isinstance(error, WaitTimeoutError):
        return UNKNOWN
    return FAILED


def hint_for(error: "BestSMSError") -> str:
    """Suggest a command that helps after an error of the client, or return an empty string."""
    from bestsms_client import AuthenticationError, NotSentError, SendUncertainError

    if isinstance(error, SendUncertainError) and error.message_id:
        command = f"bestsms confirm {error.message_id}"
        if "Look it up again" in str(error):
            return f"To look it up, run: {command}"
        return f"Before you send it again, ask the gateway: {command}"
    if isinstance(error, AuthenticationError):
        return "To check the auth token, run: bestsms doctor. To store a new one: bestsms login"
    if isinstance(error, NotSentError):
        return "To find the cause, run: bestsms doctor"
    return ""


def say_error(message: str, hint: str = "") -> None:
    """Print an error to stderr, followed by a hint."""
    mark, _, text = wrap(f"Error: {clean(message)}").partition(" ")
    click.echo(f"{style(mark, 'red')} {text}", err=True)
    if hint:
        click.echo(wrap(clean(hint)), err=True)


def error_record(kind: str, message: str, error: "BestSMSError | None" = None) -> dict[str, object]:
    """Return an error as the object that `--json` prints."""
    return {
        "error": {
            "type": kind,
            "message": message,
            "sent": error.sent if error else None,
            "message_id": error.message_id if error else None,
            "status_code": error.status_code if error else None,
        }
    }


def _as_json(
    session: Session, kind: str, message: str, error: "BestSMSError | None" = None
) -> None:
    if session.json:
        from bestsms_cli.terminal.output import print_json

        print_json(error_record(kind, message, error))


def say_warning(message: str) -> None:
    """Print a warning to stderr."""
    mark, _, text = wrap(f"Warning: {clean(message)}").partition(" ")
    click.echo(f"{style(mark, 'yellow')} {text}", err=True)
