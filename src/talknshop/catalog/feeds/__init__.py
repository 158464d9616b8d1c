"""Reading product feeds, row by row."""
