"""Recordings to words; engines stand behind the port in ``base``."""
