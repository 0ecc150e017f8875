"""Fault injection: scripts that select requests, and their effects on the connection."""
