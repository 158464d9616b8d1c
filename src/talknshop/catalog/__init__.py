"""Service 8002: products, feeds, search and ranking."""
