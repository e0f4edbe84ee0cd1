"""What is said about rules, dates and spellings."""
