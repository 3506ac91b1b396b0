"""The four servers of one machine: real ones, from Python wheels, each an async context that yields its URL."""
