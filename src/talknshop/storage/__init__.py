"""Ports for state and their engines."""
