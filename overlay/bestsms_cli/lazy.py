"""Command groups that import a command only when it runs, and the options that commands share."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from bestsms_cli.session import Session

C = TypeVar("C", bound=Callable[..., Any])


class Entry(NamedTuple):
    """A command that is imported on demand from `place`, which is `module:attribute`."""

    place: str
    summary: str
    section: str = "Commands"


class LazyGroup(click.Group):
    """A command group that imports its commands on demand."""

    def __init__(self, *arguments: Any, entries: Mapping[str, Entry], **options: Any) -> None:
        options.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        options |= {"invoke_without_command": True, "no_args_is_help": False}
        super().__init__(*arguments, **options)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(f"bestsms_cli.commands.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run. If it does not exist, suggest a similar one."""
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.entries, n=1)
            help_ = f"Did you mean '{near[0]}'?" if near else f"See {ctx.command_path} --help."
            ctx.fail(f"No such command '{args[0]}'. {help_}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands section by section, without importing them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in self.entries.items():
            sections.setdefault(entry.section, []).append((name, entry.summary))
        width = max(map(len, self.entries))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in rows])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command name, without importing the command."""
        found = [
            CompletionItem(name, help=entry.summary)
            for name, entry in self.entries.items()
            if name.startswith(incomplete)
        ]
        return found or click.Command.shell_complete(self, ctx, incomplete)


def help_if_alone(ctx: click.Context) -> None:
    """Print the help of a group that is called without a command."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _store(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Store a shared option. It may come before or after the command."""
    session = ctx.ensure_object(Session)
    if value and parameter.name:
        setattr(session, parameter.name, value)


def _shared(*names: str, **settings: Any) -> Callable[[C], C]:
    return click.option(*names, expose_value=False, callback=_store, **settings)


_JSON: Final = _shared("--json", is_flag=True, help="Print JSON, one object per line.")
_FULL: Final = _shared("--full", is_flag=True, help="Do not mask phone numbers.")
_PROFILE: Final = _shared("--profile", metavar="NAME", help="Use the account of this profile.")
_SANDBOX: Final = _shared(
    "--sandbox", is_flag=True, help="Use the sandbox on this machine. No account is needed."
)
_OFFLINE: Final[Sequence[Callable[[Any], Any]]] = (_FULL, _JSON)
_ONLINE: Final[Sequence[Callable[[Any], Any]]] = (_FULL, _JSON, _PROFILE, _SANDBOX)


def shared_options(command: C, *, online: bool = True) -> C:
    """Add the shared options. Only commands that contact a gateway (`online`) have all of them."""
    for add in _ONLINE if online else _OFFLINE:
        command = add(command)
    return command


def command(
    name: str, *, online: bool = True, cls: type[click.Command] = click.Command, **settings: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Create a command with the shared options. Its function's first argument is the session."""
    settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})

    def decorate(function: Callable[..., Any]) -> click.Command:
        with_session = click.make_pass_decorator(Session, ensure=True)(function)
        made = click.command(name, cls=cls, **settings)(shared_options(with_session, online=online))
        # The help lists the shared options last.
        made.params.sort(key=lambda parameter: parameter.name in Session.__annotations__)
        return made

    return decorate
