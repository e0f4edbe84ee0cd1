"""What other tools exported, read as a snapshot."""
