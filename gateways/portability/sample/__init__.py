"""Sample content: a small living community, laid in by one command and removed by another."""
