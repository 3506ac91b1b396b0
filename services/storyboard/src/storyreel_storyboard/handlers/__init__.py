"""What the storyboard service does: one verb, one module."""
