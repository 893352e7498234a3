"""Units and the lists they come from: reading a list, checking codes, comparing with what is known."""
