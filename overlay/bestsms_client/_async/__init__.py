"""The asynchronous half, written by hand; scripts/sync makes the synchronous half from it."""
