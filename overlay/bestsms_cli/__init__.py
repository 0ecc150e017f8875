"""The command `bestsms`: the gateway from the terminal.

Nothing here is a Python API: what users rely on is the command line, its JSON and its exit codes,
which `docs/command-line.md` describes. The package imports `bestsms_client` and, for some commands,
`bestsms_campaign` and `bestsms_sandbox`; none of them imports it.
"""

__all__: list[str] = []
