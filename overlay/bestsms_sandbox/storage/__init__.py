"""Keeps the sandbox's state in SQLite: records and settings."""
