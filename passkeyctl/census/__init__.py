"""What is known about a tenant's people, kept in one SQLite file for each tenant, each part with its age."""

from passkeyctl.census.census import Census

__all__ = ["Census"]
