"""The simulated gateway: sends messages, and handles reports, actions and the address book.

It does not depend on the HTTP server, the page or sockets.
"""
