"""Best Buy: the Products API."""
