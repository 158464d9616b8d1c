"""One module a node."""
