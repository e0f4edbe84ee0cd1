"""What one person gets."""
