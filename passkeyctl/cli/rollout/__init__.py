"""Roll-outs on the command line: where they stand, and what leads on or back."""
