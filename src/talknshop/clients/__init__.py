"""Typed HTTP clients of our own services."""
