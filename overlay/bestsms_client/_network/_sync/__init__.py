# Made by scripts/sync from the asynchronous half: do not edit.
"""Carriers for asyncio. `scripts/sync` generates `_sync` from this package."""
