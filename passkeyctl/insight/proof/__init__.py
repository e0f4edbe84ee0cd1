"""Whether two states give everybody the same passkey access."""
