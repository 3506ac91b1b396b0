"""How the renderer's ports are served."""
