"""The sandbox's state, in SQLite: database, settings and retention."""
