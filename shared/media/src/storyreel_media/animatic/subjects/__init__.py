"""Who and what a picture can show, and where it stands."""
