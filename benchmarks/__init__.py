"""What is fast and how near to the limit: product, limit and peer side by side, as ratios. `make bench` runs it."""
