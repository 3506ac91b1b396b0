"""What the storyboard service knows without asking anyone: prompts, scenes, pictures' keys. Pure functions, no I/O."""
