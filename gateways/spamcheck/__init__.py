"""A service against spam, asked about what strangers write; none is asked by default (floor 5)."""
