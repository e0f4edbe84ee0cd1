"""What authentication strengths ask for, and who could satisfy them."""
