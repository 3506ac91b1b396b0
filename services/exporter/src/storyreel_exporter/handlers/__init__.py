"""What the exporter does: one verb, one module."""
