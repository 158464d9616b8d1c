"""The demo catalogue that ships with TalknShop, and the builder that makes it."""
