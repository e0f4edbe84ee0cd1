"""`doctor`: whether this machine, these files and this sign-in fit a command."""
