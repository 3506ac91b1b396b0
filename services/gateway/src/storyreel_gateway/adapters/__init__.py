"""The gateway's ports on real servers."""

MIGRATIONS = ("storyreel_gateway.adapters",)
"""The packages whose `sql/migrations` make the service's schema, in order, after the chassis' own."""
