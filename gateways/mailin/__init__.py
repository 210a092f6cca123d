"""Floor 5. Replies by mail: from a mailbox or a provider's call to a comment like any other."""
