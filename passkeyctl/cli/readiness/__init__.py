"""Who is ready."""
