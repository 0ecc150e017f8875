"""Received messages: the cursor of `follow`."""
