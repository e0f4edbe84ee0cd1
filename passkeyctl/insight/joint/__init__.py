"""What several policies demand together, against what people may have."""
