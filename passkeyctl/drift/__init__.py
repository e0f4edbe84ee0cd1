"""What a tenant has become beside its files: what differs, since when, by whom, and which side can give way."""
