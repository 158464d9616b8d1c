"""Processes without rights, secrets or time to waste, which open what strangers sent."""
