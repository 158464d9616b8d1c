"""Our own catalogue as a marketplace that listings are put up at."""
