"""Floor 3. Boards, topics and questions."""
