"""Carry one request and its answer, within one deadline.

This package turns "make this request once, within these seconds" into an answer, or into a
`NetworkError` that names its cause and says whether a byte of the request may have left. It knows
sockets, TLS, proxies, connection pools, compressed bodies, processes and event loops. It knows
nothing of messages, retries or what an answer means.

Shared and pure: `progress`, `causes`, `body`, `proxies`, `tls`, `wire`. Each world has its own
primitives (`sync_io`, `async_io`); what stands on them is written once, in `_async`, and
`scripts/sync` makes `_sync` of it. `aiohttp_carrier` is imported only where it is asked for.
"""
