"""How the exporter's ports are served."""

MIGRATIONS = ("storyreel_exporter.adapters",)
"""The packages whose `sql/migrations` make the service's schema, in order, after the chassis' own."""
