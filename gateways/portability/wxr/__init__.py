"""Reading WordPress's export format (WXR): the file, its bodies, and what becomes of each item."""
