"""What a tenant has become beside its files, for people and machines."""
