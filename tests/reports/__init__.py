"""Whole reports, word for word."""
