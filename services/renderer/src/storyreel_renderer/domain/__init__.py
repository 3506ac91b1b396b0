"""What the renderer knows of clips without asking anybody."""
