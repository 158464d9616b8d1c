"""Amazon: the Creators API."""
