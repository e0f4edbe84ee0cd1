"""Whether people can come to a passkey: REG601-606, and what of policies, passes and strengths decides about it."""
