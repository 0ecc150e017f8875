"""An example project: a fictitious shop, tested with the fixtures of the sandbox."""
