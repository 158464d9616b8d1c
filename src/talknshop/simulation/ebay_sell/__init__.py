"""A simulated eBay for sellers: consent, setup, listings, orders, and a ledger of its own."""
