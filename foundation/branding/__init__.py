"""Floor 1. What the owner of the site sets in the site: name, texts, switches."""
