"""The embedded language engine: rules and lexicons, no network."""
