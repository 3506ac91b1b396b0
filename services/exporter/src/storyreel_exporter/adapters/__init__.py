"""How the exporter's ports are served."""
