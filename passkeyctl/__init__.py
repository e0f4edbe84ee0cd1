"""Passkey profiles, authentication strengths and Conditional Access in Microsoft Entra, from YAML."""

__version__ = "0.1.0"
