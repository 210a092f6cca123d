"""Floor 3. Topics over moderation and notifications over comments."""
