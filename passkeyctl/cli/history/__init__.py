"""What runs came to: kept as they end, and listed."""
