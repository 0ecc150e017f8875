"""Behaves as the gateway does: takes messages, delivers them, answers reports and actions.

Nothing here knows of HTTP servers, the page or sockets.
"""
