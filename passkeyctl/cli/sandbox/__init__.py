"""The tenant on this machine."""
