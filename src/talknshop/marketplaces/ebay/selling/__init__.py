"""Selling on eBay: sellers' accounts, what is set up in them, and their listings."""
