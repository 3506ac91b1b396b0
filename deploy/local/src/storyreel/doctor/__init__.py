"""What is wrong, and what to do: facts are gathered here and from the gateway, and judged by pure functions."""
