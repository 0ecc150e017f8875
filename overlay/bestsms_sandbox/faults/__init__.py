"""Makes calls fail on purpose: which calls, how, and what happens to the connection."""
