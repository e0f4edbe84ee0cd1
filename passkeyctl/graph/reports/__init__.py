"""Reading people: who there is, what they registered, which groups and roles they are in. Kept in `census/`."""
