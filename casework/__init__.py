"""Actions: one function is one thing done to a case, inside the caller's transaction."""
