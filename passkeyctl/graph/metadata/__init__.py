"""The list of models that the FIDO Metadata Service publishes: fetching it, and proving who signed it."""
