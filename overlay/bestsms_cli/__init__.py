"""The command line tool `bestsms`.

This package has no public Python API. The stable interface is the command line, its JSON output and
its exit codes, which `docs/command-line.md` describes. The package imports `bestsms_client` and,
for some commands, `bestsms_campaign` and `bestsms_sandbox`. None of them imports it.
"""

__all__: list[str] = []
