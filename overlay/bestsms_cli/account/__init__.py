"""Accounts: profiles, stored auth tokens, their folders, the running sandbox, and the client."""
