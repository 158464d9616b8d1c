"""The crosspost service (port 8003): listings, jobs, and the truth about one item."""
