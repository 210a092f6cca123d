"""Floor 1. Work outside the request: Django's tasks, kept in the database, with a lease."""
