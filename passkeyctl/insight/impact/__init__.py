"""What a plan does to people."""
