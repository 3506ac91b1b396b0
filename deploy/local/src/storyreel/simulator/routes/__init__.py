"""The API's endpoints by topic, and the simulator's own."""
