"""Floor 5. Import, export and sample content."""
