"""`bestsms completion`: shell completion."""

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session

_SETUP = """
Add one of these lines to the startup file of your shell:

\b
  ~/.bashrc                   eval "$(bestsms completion bash)"
  ~/.zshrc                    eval "$(bestsms completion zsh)"
  ~/.config/fish/config.fish  bestsms completion fish | source
"""


@command("completion", online=False, epilog=_SETUP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(_: Session, shell: str) -> None:
    """Print the script that enables completion in a shell."""
    from click.shell_completion import get_completion_class

    from bestsms_cli.app import app

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(app, {}, "bestsms", "_BESTSMS_COMPLETE").source())
