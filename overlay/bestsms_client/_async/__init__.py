"""The namespaces and calls of the client."""
