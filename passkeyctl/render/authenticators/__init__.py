"""The catalogue, for people and machines."""
