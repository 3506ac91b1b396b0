"""How the storyboard service's ports are served."""
