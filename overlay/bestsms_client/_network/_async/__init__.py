"""Carriers for asyncio. `scripts/sync` generates `_sync` from this package."""
