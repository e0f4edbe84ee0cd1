"""What the models that a list names mean for those who are to use them."""
