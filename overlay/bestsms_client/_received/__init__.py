"""Received messages: the cursor of `follow`, and the vendor's view of replies."""
