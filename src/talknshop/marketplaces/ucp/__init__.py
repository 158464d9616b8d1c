"""Shops that speak the Universal Commerce Protocol."""
