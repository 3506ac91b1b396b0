"""What the renderer does: one verb, one module."""
