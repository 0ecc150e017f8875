"""One module for each noun; the table in `bestsms_cli.app` says which commands it holds."""
