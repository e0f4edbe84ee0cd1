"""What settings mean for one person, each statement with its evidence."""
