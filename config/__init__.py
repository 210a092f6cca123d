"""Floor 6. Settings, addresses and wiring: the only place an adapter is chosen."""
