"""What Conditional Access policies would do to people, and what Entra would refuse."""
