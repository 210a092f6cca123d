"""Floor 1. Whole answers kept for signed-out readers, and the versions that say what they show."""
