"""The file that holds what runs came to."""
