"""The journal of a campaign: its message, its recipients, and the state of each chunk.

`journal` has the SQL that both databases share; `sqlite_journal` and `postgres_journal` have the
differences. Nothing here talks to the gateway.
"""
