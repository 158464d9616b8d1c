"""Walmart: the Affiliate Product API."""
