"""`drift`: a tenant held against its files, with the tenant as the suspect."""
