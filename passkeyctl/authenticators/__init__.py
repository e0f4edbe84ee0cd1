"""The dated catalogue of authenticators: which AAGUIDs a name in a file stands for."""
