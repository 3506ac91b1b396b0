"""What a service tells its operators about itself: numbers in `metrics`, the way of one job in `tracing`."""
