"""Floor 1. What happened, recorded once, and who wants to know."""
