"""Floor 1. One search port, one adapter for each database engine."""
