"""What passkey profiles admit, whom they reach, and what a plan takes from people."""
