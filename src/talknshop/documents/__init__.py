"""Documents: what they say and where, and answers whose every claim can be opened there."""
