"""A plan on disk, and what has moved since it was made."""
