"""Service 8000: sessions, runs, the socket and the conversation graphs."""
