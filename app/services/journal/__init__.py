"""Everything that reads the journal: fold (what it shows), verify, undo, history."""
