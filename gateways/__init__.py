"""Floor 5. Ways in and out."""
