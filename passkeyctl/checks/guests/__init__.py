"""Guests and partners under policies."""
