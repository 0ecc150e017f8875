"""The HTTP server: gateway, control API and page."""
