"""What is read often, kept ready: finished views in Redis, and who follows which job."""
