"""Send one request and receive its response, within one deadline.

A carrier returns a whole response, or raises a `NetworkError` that names the cause. It also reports
whether any byte of the request may have been sent. This package knows sockets, TLS, proxies,
connection pools, compressed bodies, processes and event loops. It knows nothing about messages,
retries or the meaning of a response.

`sync_io` and `async_io` have the same primitives for threads and for asyncio. The code that uses
them is written once, in `_async`, and `scripts/sync` generates `_sync` from it. `aiohttp_carrier`
is imported only on request.
"""
