"""Products of several marketplaces as one answer."""
