"""How the renderer's ports are served."""

MIGRATIONS = ("storyreel_media.purchasing", "storyreel_renderer.adapters")
"""The packages whose `sql/migrations` make the service's schema, in order, after the chassis' own."""
