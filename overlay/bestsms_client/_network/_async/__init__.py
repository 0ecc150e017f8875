"""What carries a request, in asyncio. `_sync` is made of it."""
