"""Moments of a tenant, kept and compared."""
