"""What runs against a tenant came to, kept in one SQLite file for each tenant: numbers and dates."""

from passkeyctl.history.book import Book

__all__ = ["Book"]
