"""The gateway's ports on real servers."""
