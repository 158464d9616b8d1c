"""Sockets that API Gateway keeps, served as if they were our own (docs/decisions, 13)."""
