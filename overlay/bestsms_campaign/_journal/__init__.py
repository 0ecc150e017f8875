"""Where a campaign is kept: its text, its recipients, and what happened to each chunk.

`journal` has the SQL that both databases share, `sqlite_journal` and `postgres_journal` what
differs. Nothing here talks to the gateway.
"""
