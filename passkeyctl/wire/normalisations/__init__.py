"""Every spelling that counts as the same, with its reason: what `passkeyctl explain drift` prints."""
