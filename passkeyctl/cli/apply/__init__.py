"""Writing to a tenant: apply, what it starts from, and how it ends."""
