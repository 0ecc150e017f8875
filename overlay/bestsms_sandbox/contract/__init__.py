"""The OpenAPI contract: loading, routing, validation and tolerances."""
