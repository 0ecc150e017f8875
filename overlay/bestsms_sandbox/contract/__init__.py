"""Reads the OpenAPI contract: routes, validation, and what the gateway tolerates beyond it."""
