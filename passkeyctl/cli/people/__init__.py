"""Whom a change affects, and reading that from Graph."""
