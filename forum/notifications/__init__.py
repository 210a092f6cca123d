"""Floor 3. Telling people what happened to them and to what they follow."""
