"""Development servers that stand for marketplaces; every answer says that it is simulated."""
