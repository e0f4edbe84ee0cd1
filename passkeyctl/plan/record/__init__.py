"""What an apply writes down, and what a run that stopped has left."""
