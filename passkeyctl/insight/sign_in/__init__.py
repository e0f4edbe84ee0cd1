"""Whether a policy applies to a sign-in, three-valued."""
