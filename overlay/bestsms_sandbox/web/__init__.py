"""Serves the gateway, the control API and the page over HTTP."""
