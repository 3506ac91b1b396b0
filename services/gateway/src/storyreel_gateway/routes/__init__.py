"""The REST API: what goes in and out; what it means is in the handlers."""
