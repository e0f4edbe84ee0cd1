"""Stages and gates as pure functions of what was observed."""
