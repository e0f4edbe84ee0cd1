"""Configuration files: new, checked, tidied, and written from a tenant."""
