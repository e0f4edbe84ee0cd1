"""Who may register which passkey and sign in with it."""
