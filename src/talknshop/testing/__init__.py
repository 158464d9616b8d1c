"""Conformance suites and fixtures that others may run."""
