"""A tenant's state as the YAML files that a person would have written."""
