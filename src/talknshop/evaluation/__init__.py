"""Measures of quality, for our own data and for anybody's."""
