"""What doctor saw, and what to grant."""
