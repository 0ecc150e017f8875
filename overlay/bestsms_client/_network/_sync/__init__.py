# Made by scripts/sync from the asynchronous half: do not edit.
"""What carries a request, in asyncio. `_sync` is made of it."""
