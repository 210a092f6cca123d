"""Floor 1. Knows no post and no person."""
