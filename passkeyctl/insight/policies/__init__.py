"""Whom Conditional Access policies are for, and who could satisfy them."""
