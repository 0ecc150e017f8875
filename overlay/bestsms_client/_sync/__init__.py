# Made by scripts/sync from the asynchronous half: do not edit.
"""The synchronous half, written by hand; scripts/sync makes the synchronous half from it."""
