"""Storyreel's published language: events, API models and prices. Needs pydantic only."""
