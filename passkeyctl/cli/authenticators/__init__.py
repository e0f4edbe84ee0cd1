"""The catalogue of authenticator models."""
