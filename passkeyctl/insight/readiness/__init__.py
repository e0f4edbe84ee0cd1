"""Who is ready to be enforced, and what the others need."""
