"""The conversation as graphs."""
