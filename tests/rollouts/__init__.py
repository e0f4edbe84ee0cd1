"""Whole roll-outs, from nothing to enforced, through the command line and on the sandbox."""
