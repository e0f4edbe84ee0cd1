"""The requests that each kind of resource takes."""
