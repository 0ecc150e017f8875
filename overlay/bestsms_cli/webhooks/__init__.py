"""Webhooks for a receiver in development: posted, forwarded, or made from what is polled."""
