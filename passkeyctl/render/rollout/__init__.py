"""Stages, gates and invitations, for people and machines."""
