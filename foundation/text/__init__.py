"""Floor 1. Markdown in, clean HTML out. The only place that calls bleach and nh3."""
