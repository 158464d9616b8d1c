"""Marketplaces that are asked for products: one port, one folder for each that is behind it."""
