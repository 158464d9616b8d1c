"""The language engine: what people mean, and what we say; it fetches nothing."""
