"""How somebody with nothing but a password comes to a passkey: a pass, the registration page, an authenticator."""
