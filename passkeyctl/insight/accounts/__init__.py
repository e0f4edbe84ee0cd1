"""Single accounts whose memberships and passkeys were read by themselves: emergency access, and whoever applies."""
