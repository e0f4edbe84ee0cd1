"""Evidence folders: written by plan, apply and drift, and verified."""
