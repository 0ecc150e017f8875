# Made by scripts/sync from the asynchronous half: do not edit.
"""The namespaces and calls of the client."""
