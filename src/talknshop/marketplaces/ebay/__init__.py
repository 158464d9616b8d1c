"""eBay: the Browse API."""
