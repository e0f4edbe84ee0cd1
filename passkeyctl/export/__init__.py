"""A tenant's state as files that a person would have written."""
