"""Webhooks for a receiver in development: build, post and forward them, or poll for events."""
