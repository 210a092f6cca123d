"""Floor 2. Identity: people with an account, guests, sessions, sanctions, profiles."""
