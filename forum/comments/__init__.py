"""Floor 3. The one comment engine: discussions and the comments they own."""
