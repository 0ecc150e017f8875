"""An example project: a fictitious shop, tested with the sandbox's fixtures."""
