"""Floor 5. What others write while a discussion is open, told in numbers."""
