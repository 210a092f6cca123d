"""Floor 1. Token buckets by person and network, and the address of a client, truncated."""
