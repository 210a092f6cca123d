"""Floor 3. Reports, cases, decisions, and the rules that hold a comment."""
