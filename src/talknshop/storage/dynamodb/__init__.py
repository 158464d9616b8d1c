"""Records, events, ledgers and checkpoints in tables of Amazon DynamoDB."""
