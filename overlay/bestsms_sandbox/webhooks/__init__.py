"""Composes webhooks, plans them on the sandbox's clock and delivers them."""
