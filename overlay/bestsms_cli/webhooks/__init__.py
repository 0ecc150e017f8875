"""Webhooks for a receiver in development: built, posted, forwarded, or made by polling."""
