"""Floor 5. What an operator runs: recounts, health, retention."""
